{{ config(materialized="view") }}

-- At the least each run is as short as its moves allow; at the most each gap
-- between two runs is.
with
    gaps as (select * from {{ ref("int_day_gaps") }}),

    summed as (
        select
            ticket_id,
            metric,
            sum(
                case when run_step = 1 then least_seconds end
            ) as least_run_seconds,
            sum(
                case when run_step = 1 then least_open_seconds end
            ) as least_run_open_seconds,
            sum(
                case when run_step = -1 then least_seconds end
            ) as least_gap_seconds,
            sum(
                case when run_step = -1 then least_open_seconds end
            ) as least_gap_open_seconds,
            -- In order instants only grow.
            min(case when run_step = -1 then earliest_epoch end) as start_epoch,
            min(
                case when run_step = -1 then earliest_open_seconds end
            ) as start_open_seconds,
            max(case when run_step = 1 then latest_epoch end) as end_epoch,
            max(
                case when run_step = 1 then latest_open_seconds end
            ) as end_open_seconds
        from gaps
        group by ticket_id, metric
    ),

    bounds as (
        select
            ticket_id,
            metric,
            cast(least_run_seconds as bigint) as least_run_seconds,
            cast(least_run_open_seconds as bigint) as least_run_open_seconds,
            cast(
                end_epoch - start_epoch - least_gap_seconds as bigint
            ) as most_run_seconds,
            cast(
                end_open_seconds
                - start_open_seconds
                - least_gap_open_seconds as bigint
            ) as most_run_open_seconds
        from summed
    )

select *
from bounds
