with
    openings as (select * from {{ ref("int_followed_tickets") }}),

    restorations as (select * from {{ ref("int_restorations") }}),

    totals as (select * from {{ ref("int_clock_totals") }}),

    states as (select * from {{ ref("int_ticket_states") }}),

    readings as (select * from {{ ref("int_calendar_readings") }}),

    gathered as (
        select
            openings.ticket_id,
            coalesce(
                restorations.kind, states.kind, openings.recorded_kind
            ) as kind,
            {{
                recorded_priority(
                    "restorations.recorded_priority",
                    "states.priority",
                    "openings.recorded_priority",
                )
            }} as recorded_priority,
            case
                when restorations.ticket_id is null
                then coalesce(totals.last_state, 'running')
                else 'stopped'
            end as state,
            openings.opened_epoch,
            openings.opened_open_seconds,
            restorations.stopped_epoch,
            restorations.stopped_open_seconds,
            {{ as_of_epoch() }} as as_of_epoch,
            readings.as_of_open_seconds,
            coalesce(totals.run_seconds, 0)
            - openings.opened_epoch as run_seconds,
            coalesce(totals.run_open_seconds, 0)
            - openings.opened_open_seconds as run_open_seconds,
            coalesce(totals.rest_seconds, 0) as rest_seconds,
            coalesce(totals.rest_open_seconds, 0) as rest_open_seconds,
            coalesce(totals.later_runs, 0) + 1 as runs
        from openings
        left join totals on openings.ticket_id = totals.ticket_id
        left join restorations on openings.ticket_id = restorations.ticket_id
        left join states on openings.ticket_id = states.ticket_id
        left join readings on openings.calendar_id = readings.calendar_id
    ),

    clocks as (
        select
            ticket_id,
            'restoration' as metric,
            kind,
            recorded_priority,
            state,
            opened_epoch as start_epoch,
            opened_open_seconds as start_open_seconds,
            stopped_epoch,
            coalesce(stopped_epoch, as_of_epoch) as reading_epoch,
            case
                when state = 'stopped'
                then stopped_open_seconds
                else as_of_open_seconds
            end as reading_open_seconds,
            -- A stretch that is still going on ends at as_of.
            run_seconds + case
                when state = 'running' then as_of_epoch else 0
            end as run_seconds,
            run_open_seconds + case
                when state = 'running' then as_of_open_seconds else 0
            end as run_open_seconds,
            rest_seconds + case
                when state = 'resting' then as_of_epoch else 0
            end as rest_seconds,
            rest_open_seconds + case
                when state = 'resting' then as_of_open_seconds else 0
            end as rest_open_seconds,
            runs
        from gathered
    )

select *
from clocks
