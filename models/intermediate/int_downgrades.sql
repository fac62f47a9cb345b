with
    -- Elsewhere PRI-1 fixes the priority, whatever is recorded.
    clocks as (
        select *
        from {{ ref("int_followed_clocks") }}
        where environment = 'production' and kind = 'incident'
    ),

    totals as (select * from {{ ref("int_clock_totals") }}),

    events as (
        select *
        from {{ ref("int_ticket_events") }}
        where
            field = 'priority'
            and kind_before = 'incident'
            and value > priority_before
    ),

    readings as (select * from {{ ref("int_event_readings") }}),

    stopped as (
        select
            clocks.*,
            case
                when clocks.state <> 'stopped'
                then null
                when clocks.metric = 'response'
                then totals.answer_number
                else totals.restoration_number
            end as stop_number
        from clocks
        left join totals on clocks.ticket_id = totals.ticket_id
    ),

    -- Those before the stop, with what the clock had run by then.
    downgrades as (
        select
            stopped.ticket_id,
            stopped.metric,
            events.event_number,
            events.counted_epoch,
            events.priority_before,
            events.value as priority_after,
            stopped.agreement_id,
            stopped.opened_epoch,
            stopped.is_by_day,
            stopped.state,
            stopped.excluded_reason,
            stopped.run_seconds,
            stopped.run_open_seconds,
            stopped.least_run_seconds,
            stopped.least_run_open_seconds,
            case
                stopped.metric
                when 'response'
                then readings.lived_seconds
                else readings.run_seconds
            end as seconds_then,
            case
                stopped.metric
                when 'response'
                then readings.lived_open_seconds
                else readings.run_open_seconds
            end as open_seconds_then
        from stopped
        inner join
            events
            on stopped.ticket_id = events.ticket_id
            and events.event_number
            < coalesce(stopped.stop_number, events.event_number + 1)
        inner join
            readings
            on events.ticket_id = readings.ticket_id
            and events.event_number = readings.event_number
    )

select *
from downgrades
