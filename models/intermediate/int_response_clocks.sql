with
    openings as (select * from {{ ref("int_followed_tickets") }}),

    steps as (select * from {{ ref("int_clock_steps") }}),

    totals as (select * from {{ ref("int_clock_totals") }}),

    states as (select * from {{ ref("int_ticket_states") }}),

    readings as (select * from {{ ref("int_calendar_readings") }}),

    answered as (
        select
            openings.ticket_id,
            coalesce(
                answers.kind_before, states.kind, openings.recorded_kind
            ) as kind,
            {{
                recorded_priority(
                    "answers.priority_before",
                    "states.priority",
                    "openings.recorded_priority",
                )
            }} as recorded_priority,
            case
                when answers.ticket_id is null then 'running' else 'stopped'
            end as state,
            answers.counted_epoch as stopped_epoch,
            -- Where the clock stands still, or the end of what is known.
            coalesce(
                answers.counted_epoch, {{ as_of_epoch() }}
            ) as reading_epoch,
            case
                when answers.ticket_id is null
                then readings.as_of_open_seconds
                else answers.open_seconds
            end as reading_open_seconds,
            openings.opened_epoch,
            openings.opened_open_seconds
        from openings
        left join totals on openings.ticket_id = totals.ticket_id
        left join
            steps as answers
            on totals.ticket_id = answers.ticket_id
            and totals.answer_number = answers.event_number
        left join states on openings.ticket_id = states.ticket_id
        left join readings on openings.calendar_id = readings.calendar_id
    ),

    clocks as (
        select
            ticket_id,
            'response' as metric,
            kind,
            recorded_priority,
            state,
            opened_epoch as start_epoch,
            opened_open_seconds as start_open_seconds,
            stopped_epoch,
            reading_epoch,
            reading_open_seconds,
            reading_epoch - opened_epoch as run_seconds,
            reading_open_seconds - opened_open_seconds as run_open_seconds,
            cast(0 as bigint) as rest_seconds,
            cast(0 as bigint) as rest_open_seconds,
            cast(1 as bigint) as runs
        from answered
    )

select *
from clocks
