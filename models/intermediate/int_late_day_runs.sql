{{ config(materialized="view") }}

{% set in_order %} partition by ticket_id, metric order by event_number {% endset %}

-- The latest that the target can have been reached is where each run is as
-- short as its days allow.
with
    clocks as (
        select *
        from {{ ref("int_clocks") }}
        where is_by_day and least_elapsed_seconds > target_seconds
    ),

    gaps as (select * from {{ ref("int_day_gaps") }} where run_step = 1),

    runs as (
        select
            clocks.ticket_id,
            clocks.metric,
            clocks.target_seconds,
            gaps.event_number,
            case
                clocks.calendar
                when '24x7'
                then gaps.latest_epoch_before
                else gaps.latest_open_seconds_before
            end as start_count,
            case
                clocks.calendar
                when '24x7'
                then gaps.least_seconds
                else gaps.least_open_seconds
            end as seconds
        from clocks
        inner join
            gaps
            on clocks.ticket_id = gaps.ticket_id
            and clocks.metric = gaps.metric
    ),

    summed as (
        select
            *,
            sum(seconds) over (
                {{ in_order }} rows between unbounded preceding and current row
            ) as elapsed_after
        from runs
    ),

    reaching as (
        select
            ticket_id,
            metric,
            min(start_count - elapsed_after + seconds) as run_offset
        from summed
        where elapsed_after >= target_seconds
        group by ticket_id, metric
    )

select ticket_id, metric, cast(run_offset as bigint) as run_offset
from reaching
