{{ config(materialized="view") }}

with
    read_clocks as (select * from {{ ref("int_read_clocks") }}),

    restarts as (select * from {{ ref("int_clock_restarts") }}),

    clocks as (
        select
            read_clocks.ticket_id,
            read_clocks.metric,
            read_clocks.kind,
            read_clocks.recorded_priority,
            read_clocks.state,
            coalesce(
                restarts.restart_epoch, read_clocks.start_epoch
            ) as start_epoch,
            case
                when restarts.ticket_id is null
                then read_clocks.start_open_seconds
                else restarts.restart_open_seconds
            end as start_open_seconds,
            read_clocks.stopped_epoch,
            read_clocks.reading_epoch,
            read_clocks.reading_open_seconds,
            read_clocks.run_seconds
            - coalesce(restarts.run_seconds, 0) as run_seconds,
            read_clocks.run_open_seconds
            - coalesce(restarts.run_open_seconds, 0) as run_open_seconds,
            read_clocks.rest_seconds
            - coalesce(restarts.rest_seconds, 0) as rest_seconds,
            read_clocks.rest_open_seconds
            - coalesce(restarts.rest_open_seconds, 0) as rest_open_seconds,
            -- Before it started again it ran once more.
            read_clocks.runs
            + case when restarts.ticket_id is null then 0 else 1 end as runs
        from read_clocks
        left join
            restarts
            on read_clocks.ticket_id = restarts.ticket_id
            and read_clocks.metric = restarts.metric
    )

select *
from clocks
