with
    steps as (
        select * from {{ ref("int_ticket_events") }} where field = 'status'
    ),

    openings as (select * from {{ ref("int_followed_tickets") }}),

    ticket_days as (select * from {{ ref("int_ticket_days") }}),

    -- What cannot follow: done or withdrawn without being taken up again, and
    -- new a second time.
    impossible as (
        select
            steps.ticket_id,
            count(*) as steps,
            min(steps.event_number) as first_number
        from steps
        inner join openings on steps.ticket_id = openings.ticket_id
        where
            openings.has_restoration_history
            and (
                steps.status_before = 'closed'
                and steps.value in ('restored', 'cancelled')
                or steps.status_before = 'cancelled'
                and steps.value = 'restored'
                or steps.status_before <> 'new'
                and steps.value = 'new'
            )
        group by steps.ticket_id
    ),

    broken as (
        select
            'CLK-S' as rule_id,
            ticket_days.customer_id,
            'tickets' as entity,
            impossible.ticket_id as entity_id,
            '' as part,
            steps.counted_epoch as occurred_epoch,
            false as is_grave,
            'The status goes from '
            || steps.status_before
            || ' to '
            || steps.value
            || ', which cannot follow it'
            || case
                when impossible.steps > 1
                then
                    ', and '
                    || cast(impossible.steps - 1 as string)
                    || ' more like it'
                else ''
            end
            || ': a status in between is missing, or this one is wrong.'
            || ' The clocks follow what is recorded.' as message
        from impossible
        inner join
            steps
            on impossible.ticket_id = steps.ticket_id
            and impossible.first_number = steps.event_number
        inner join ticket_days on impossible.ticket_id = ticket_days.ticket_id
    )

select *
from broken
