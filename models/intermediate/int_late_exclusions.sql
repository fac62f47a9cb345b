with
    -- Those that an exclusion excludes; of another reason it changes nothing.
    clocks as (
        select *
        from {{ ref("int_clocks") }}
        where
            is_followed
            and metric = 'restoration'
            and excluded_reason is not null
    ),

    totals as (select * from {{ ref("int_clock_totals") }}),

    events as (
        select * from {{ ref("int_ticket_events") }} where field = 'exclusion'
    ),

    readings as (select * from {{ ref("int_event_readings") }}),

    last_set as (
        select ticket_id, max(event_number) as event_number
        from events
        group by ticket_id
    ),

    excluded as (
        select
            clocks.*,
            events.event_number,
            events.counted_epoch,
            (
                events.status_before in ('restored', 'closed')
                or clocks.stopped_epoch is not null
                and totals.restoration_number < events.event_number
            )
            -- Set some time in the day of the stop it may have been before it.
            and coalesce(
                {{ epoch_seconds("events.occurred_from") }}
                > clocks.stopped_epoch,
                events.occurred_from is null
            ) as had_stopped,
            case
                clocks.calendar
                when '24x7'
                then readings.run_seconds
                else readings.run_open_seconds
            end as elapsed_then
        from clocks
        inner join last_set on clocks.ticket_id = last_set.ticket_id
        inner join
            events
            on last_set.ticket_id = events.ticket_id
            and last_set.event_number = events.event_number
            and clocks.excluded_reason = events.value
        inner join
            readings
            on events.ticket_id = readings.ticket_id
            and events.event_number = readings.event_number
        left join totals on clocks.ticket_id = totals.ticket_id
    ),

    late as (
        select
            excluded.ticket_id,
            excluded.excluded_reason,
            excluded.counted_epoch,
            excluded.had_stopped,
            excluded.elapsed_then,
            excluded.target_seconds,
            excluded.elapsed_seconds,
            {{
                verdict(
                    "excluded",
                    "excluded.elapsed_seconds",
                    "excluded.least_elapsed_seconds",
                    "excluded.target_seconds",
                )
            }} as verdict_without
        from excluded
        where
            excluded.had_stopped
            or excluded.elapsed_then > excluded.target_seconds
            -- What rests or days hide may not have run.
            and excluded.least_elapsed_seconds is not null
            and not excluded.is_by_day
    )

select *
from late
