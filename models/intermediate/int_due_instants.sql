{{ config(materialized="view") }}

with
    clocks as (select * from {{ ref("int_clocks") }}),

    late_runs as (
        select *
        from {{ ref("int_late_runs") }}
        union all
        select *
        from {{ ref("int_late_day_runs") }}
    ),

    calendar_windows as (select * from {{ ref("stg_calendar_windows") }}),

    weighed as (
        select
            *,
            coalesce(
                elapsed_seconds <= target_seconds
                or least_elapsed_seconds > target_seconds,
                false
            ) as is_measurable
        from clocks
    ),

    -- The calendar's count at which the target is reached: in the first run
    -- that reaches it, else from where the clock last stood; a clock at rest
    -- short of its target has none (CLK-6), nor has one that is not judged. One
    -- that cannot be measured would have reached it without a rest (CLK-13).
    needed as (
        select
            clocks.*,
            case
                when clocks.excluded_reason is not null
                then null
                when not clocks.is_measurable
                then clocks.start_count + clocks.target_seconds
                when
                    clocks.least_elapsed_seconds > clocks.target_seconds
                    or clocks.elapsed_seconds >= clocks.target_seconds
                    and (not clocks.is_by_day or clocks.target_seconds = 0)
                then
                    clocks.target_seconds
                    + coalesce(late_runs.run_offset, clocks.start_count)
                    -- Reached after the one wait of a ticket not followed.
                    + case
                        when
                            not clocks.is_followed
                            and clocks.first_rest_count - clocks.start_count
                            < clocks.target_seconds
                        then clocks.paused_seconds
                        else 0
                    end
                when clocks.state in ('running', 'stopped')
                then
                    clocks.target_seconds
                    + clocks.reading_count
                    - clocks.elapsed_seconds
            end as due_count
        from weighed as clocks
        left join
            late_runs
            on clocks.ticket_id = late_runs.ticket_id
            and clocks.metric = late_runs.metric
    ),

    found as (
        select
            needed.ticket_id,
            needed.metric,
            needed.is_followed,
            needed.customer_id,
            needed.agreement_id,
            needed.time_zone,
            needed.kind,
            needed.environment,
            needed.recorded_priority,
            needed.priority,
            needed.calendar,
            needed.calendar_id,
            needed.target_seconds,
            needed.is_measurable,
            needed.opened_epoch,
            needed.stopped_epoch,
            needed.state,
            needed.runs,
            needed.reopenings,
            needed.excluded_reason,
            needed.start_epoch,
            needed.start_count,
            needed.reading_count,
            needed.first_rest_count,
            needed.elapsed_seconds,
            needed.least_elapsed_seconds,
            needed.paused_seconds,
            case
                when needed.due_count is null
                then null
                -- Nothing to wait for: not the close of the business day
                -- before.
                when needed.target_seconds = 0
                then needed.start_epoch
                when needed.calendar = '24x7'
                then needed.due_count
                else
                    calendar_windows.opens_epoch
                    + needed.due_count
                    - calendar_windows.seconds_before
            end as reached_epoch
        from needed
        left join
            calendar_windows
            on needed.calendar_id = calendar_windows.calendar_id
            and {{ open_seconds_bucket("needed.due_count") }}
            = calendar_windows.bucket
            and needed.due_count > calendar_windows.seconds_before
            and needed.due_count <= calendar_windows.seconds_after
    ),

    due as (
        select
            *,
            case when is_measurable then reached_epoch end as due_epoch,
            case
                when not is_measurable then reached_epoch
            end as unrested_due_epoch
        from found
    )

select *
from due
