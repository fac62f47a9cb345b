with
    events as (
        select *
        from {{ ref("int_ticket_events") }}
        where field in ('priority', 'exclusion')
    ),

    openings as (select * from {{ ref("int_ticket_openings") }}),

    steps as (select * from {{ ref("int_clock_steps") }}),

    calendar_days as (select * from {{ ref("stg_calendar_days") }}),

    located as (
        select
            events.ticket_id,
            events.event_number,
            events.counted_epoch,
            {{ clock_state("events.status_before") }} as state,
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

    -- What was left and entered before it, as for a whole clock.
    summed as (
        select
            located.ticket_id,
            located.event_number,
            cast(
                coalesce(sum(steps.run_step * steps.counted_epoch), 0) as bigint
            ) as run_seconds,
            cast(
                coalesce(sum(steps.run_step * steps.open_seconds), 0) as bigint
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
            - located.opened_epoch
            + case
                when located.state = 'running' then located.counted_epoch else 0
            end as run_seconds,
            summed.run_open_seconds
            - located.opened_open_seconds
            + case
                when located.state = 'running' then located.open_seconds else 0
            end as run_open_seconds
        from located
        inner join
            summed
            on located.ticket_id = summed.ticket_id
            and located.event_number = summed.event_number
    )

select *
from readings
