{{ config(materialized="view") }}

with
    restoration_clocks as (select * from {{ ref("int_restoration_clocks") }}),

    totals as (select * from {{ ref("int_clock_totals") }}),

    sorted as (
        select
            restoration_clocks.*,
            restoration_clocks.kind = 'service_request' as is_request,
            coalesce(totals.reopenings, 0) as reopenings
        from restoration_clocks
        left join totals on restoration_clocks.ticket_id = totals.ticket_id
    ),

    clocks as (
        select
            ticket_id,
            metric,
            kind,
            recorded_priority,
            case
                when is_request and state = 'resting' then 'running' else state
            end as state,
            start_epoch,
            start_open_seconds,
            stopped_epoch,
            reading_epoch,
            reading_open_seconds,
            case
                when is_request then run_seconds + rest_seconds else run_seconds
            end as run_seconds,
            case
                when is_request
                then run_open_seconds + rest_open_seconds
                else run_open_seconds
            end as run_open_seconds,
            case when is_request then 0 else rest_seconds end as rest_seconds,
            case
                when is_request then 0 else rest_open_seconds
            end as rest_open_seconds,
            -- Only a reopening parts the runs of what never rests.
            case when is_request then reopenings + 1 else runs end as runs
        from sorted
    )

select *
from clocks
