with
    events as (
        select *
        from {{ ref("int_ticket_events") }}
        where field in ('priority', 'exclusion')
    ),

    openings as (select * from {{ ref("int_followed_tickets") }}),

    steps as (select * from {{ ref("int_clock_steps") }}),

    calendar_days as (select * from {{ ref("stg_calendar_days") }}),

    located as (
        select
            events.ticket_id,
            events.event_number,
            events.counted_epoch,
            openings.opened_epoch,
            openings.opened_open_seconds,
            {{ open_seconds("events.counted_epoch", "calendar_days") }}
            as open_seconds
        from events
        inner join openings on events.ticket_id = openings.ticket_id
        left join
            calendar_days
            on openings.calendar_id = calendar_days.calendar_id
            and {{ utc_day("events.counted_epoch") }} = calendar_days.utc_day
    ),

    -- What was left and entered before it, as for a whole clock, which runs
    -- from its opening.
    summed as (
        select
            located.ticket_id,
            located.event_number,
            1 - coalesce(cast(sum(steps.run_step) as bigint), 0) as running,
            coalesce(
                cast(sum(steps.run_step * steps.counted_epoch) as bigint), 0
            ) as run_seconds,
            coalesce(
                cast(sum(steps.run_step * steps.open_seconds) as bigint), 0
            ) as run_open_seconds
        from located
        left join
            steps
            on located.ticket_id = steps.ticket_id
            and located.event_number > steps.event_number
        group by located.ticket_id, located.event_number
    ),

    readings as (
        select
            located.ticket_id,
            located.event_number,
            located.counted_epoch - located.opened_epoch as lived_seconds,
            located.open_seconds
            - located.opened_open_seconds as lived_open_seconds,
            summed.run_seconds
            + summed.running * located.counted_epoch
            - located.opened_epoch as run_seconds,
            summed.run_open_seconds
            + summed.running * located.open_seconds
            - located.opened_open_seconds as run_open_seconds
        from located
        inner join
            summed
            on located.ticket_id = summed.ticket_id
            and located.event_number = summed.event_number
    )

select *
from readings
