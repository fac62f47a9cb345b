{{ config(materialized="view") }}

with
    clocks as (select * from {{ ref("int_response_clocks") }}),

    totals as (select * from {{ ref("int_clock_totals") }}),

    steps as (select * from {{ ref("int_clock_steps") }} where rest_step <> 0),

    -- Up to the answer; a rest that is still going on there ends with it.
    rests as (
        select
            steps.ticket_id,
            sum(steps.rest_step * steps.counted_epoch) as rest_seconds,
            sum(steps.rest_step * steps.open_seconds) as rest_open_seconds,
            - sum(steps.rest_step) as resting,
            sum(case when steps.rest_step = 1 then 1 else 0 end) as later_runs
        from steps
        inner join totals on steps.ticket_id = totals.ticket_id
        where
            totals.answer_number is null
            or steps.event_number <= totals.answer_number
        group by steps.ticket_id
    ),

    rested as (
        select
            clocks.*,
            coalesce(rests.resting, 0) as resting,
            coalesce(rests.later_runs, 0) as later_runs,
            coalesce(
                rests.rest_seconds + rests.resting * clocks.reading_epoch, 0
            ) as rested_seconds,
            coalesce(
                rests.rest_open_seconds
                + rests.resting * clocks.reading_open_seconds,
                0
            ) as rested_open_seconds
        from clocks
        left join rests on clocks.ticket_id = rests.ticket_id
    ),

    resting_clocks as (
        select
            ticket_id,
            metric,
            kind,
            recorded_priority,
            case
                when state = 'running' and resting = 1 then 'resting' else state
            end as state,
            start_epoch,
            start_open_seconds,
            stopped_epoch,
            reading_epoch,
            reading_open_seconds,
            cast(run_seconds - rested_seconds as bigint) as run_seconds,
            cast(
                run_open_seconds - rested_open_seconds as bigint
            ) as run_open_seconds,
            cast(rested_seconds as bigint) as rest_seconds,
            cast(rested_open_seconds as bigint) as rest_open_seconds,
            cast(runs + later_runs as bigint) as runs
        from rested
    )

select *
from resting_clocks
