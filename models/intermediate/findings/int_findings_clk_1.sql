with
    events as (select * from {{ ref("int_ticket_events") }}),

    openings as (select * from {{ ref("int_followed_tickets") }}),

    early as (
        select
            openings.customer_id,
            openings.opened_epoch,
            events.*,
            openings.opened_epoch
            - {{ epoch_seconds("events.occurred_at") }} as early_seconds
        from events
        inner join openings on events.ticket_id = openings.ticket_id
    ),

    broken as (
        select
            'CLK-1' as rule_id,
            customer_id,
            'ticket_events' as entity,
            ticket_id as entity_id,
            field
            || ' '
            || cast(occurred_at as string)
            || ' '
            || cast(sequence as string) as part,
            opened_epoch as occurred_epoch,
            false as is_grave,
            'An event ('
            || field
            || coalesce(' ' || value, '')
            || ') is stamped '
            || {{ duration_text("early_seconds") }}
            || ' before the opening of its ticket.'
            || ' It counts as at the opening.' as message
        from early
        where early_seconds > 0
    )

select *
from broken
