with
    openings as (
        select *
        from {{ ref("int_followed_tickets") }}
        where has_restoration_history
    ),

    events as (
        select *
        from {{ ref("int_ticket_events") }}
        where field in ('status', 'priority', 'kind')
    ),

    ticket_days as (select * from {{ ref("int_ticket_days") }}),

    -- A step that is known by its day alone may have come before others of it.
    steps as (
        select
            events.ticket_id,
            events.event_number,
            events.counted_epoch,
            events.field,
            events.value,
            events.from_value,
            case
                events.field
                when 'status'
                then events.status_before
                when 'priority'
                then events.priority_before
                else events.kind_before
            end as value_before
        from events
        inner join openings on events.ticket_id = openings.ticket_id
        where events.occurred_from is null
    ),

    -- What cannot follow: done or withdrawn without being taken up again, and
    -- new a second time. A hole: it came from something else than was in force;
    -- a word that is none of the field's own says nothing.
    weighed as (
        select
            *,
            field = 'status'
            and (
                value_before = 'closed'
                and value in ('restored', 'cancelled')
                or value_before = 'cancelled'
                and value = 'restored'
                or value_before <> 'new'
                and value = 'new'
            ) as is_impossible,
            coalesce(
                from_value <> value_before
                and (
                    {{ status_place("from_value") }} is not null
                    and field = 'status'
                    or from_value in ('P1', 'P2', 'P3', 'P4')
                    or from_value in ('incident', 'service_request', 'problem')
                ),
                false
            ) as is_hole
        from steps
    ),

    gathered as (
        select ticket_id, count(*) as steps, min(event_number) as first_number
        from weighed
        where is_impossible or is_hole
        group by ticket_id
    ),

    broken as (
        select
            'CLK-S' as rule_id,
            ticket_days.customer_id,
            'tickets' as entity,
            gathered.ticket_id as entity_id,
            '' as part,
            weighed.counted_epoch as occurred_epoch,
            false as is_grave,
            'The '
            || weighed.field
            || case
                when weighed.is_hole
                then
                    ' is said to go from '
                    || {{ spaced("weighed.from_value") }}
                    || ' to '
                    || {{ spaced("weighed.value") }}
                    || ', but it was '
                    || {{ spaced("weighed.value_before") }}
                else
                    ' goes from '
                    || {{ spaced("weighed.value_before") }}
                    || ' to '
                    || {{ spaced("weighed.value") }}
                    || ', which cannot follow it'
            end
            || case
                when gathered.steps > 1
                then
                    ', and '
                    || cast(gathered.steps - 1 as string)
                    || ' more like it'
                else ''
            end
            || ': a '
            || weighed.field
            || ' in between is missing, or this one is wrong.'
            || ' The clocks follow what is recorded.' as message
        from gathered
        inner join
            weighed
            on gathered.ticket_id = weighed.ticket_id
            and gathered.first_number = weighed.event_number
        inner join ticket_days on gathered.ticket_id = ticket_days.ticket_id
    )

select *
from broken
