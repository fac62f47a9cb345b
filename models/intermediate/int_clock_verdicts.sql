{{ config(materialized="view") }}

with
    clocks as (select * from {{ ref("int_due_instants") }}),

    calendar_days as (select * from {{ ref("stg_calendar_days") }}),

    judged as (
        select
            clocks.*,
            case
                when clocks.excluded_reason is not null
                then 'excluded'
                else
                    {{
                        verdict(
                            "clocks",
                            "clocks.elapsed_seconds",
                            "clocks.least_elapsed_seconds",
                            "clocks.target_seconds",
                        )
                    }}
            end as outcome
        from clocks
    ),

    -- The instant whose local month the verdict belongs to (CLK-8, CLK-13).
    dated as (
        select
            *,
            case
                outcome
                when 'met'
                then stopped_epoch
                when 'not_measurable'
                then coalesce(stopped_epoch, unrested_due_epoch)
                when 'breached'
                then due_epoch
                when 'excluded'
                then opened_epoch
            end as verdict_epoch
        from judged
    ),

    verdicts as (
        select
            dated.ticket_id,
            dated.metric,
            dated.is_followed,
            dated.customer_id,
            dated.agreement_id,
            dated.time_zone,
            dated.kind,
            dated.environment,
            dated.recorded_priority,
            dated.priority,
            dated.calendar,
            dated.target_seconds,
            dated.opened_epoch,
            dated.start_epoch,
            dated.stopped_epoch,
            dated.elapsed_seconds,
            dated.least_elapsed_seconds,
            dated.paused_seconds,
            case
                when dated.first_rest_count > dated.start_count
                then dated.first_rest_count - dated.start_count
                when dated.first_rest_count is not null
                then 0
            end as first_rest_seconds,
            dated.due_epoch,
            dated.outcome,
            dated.excluded_reason,
            dated.reopenings,
            case
                when dated.verdict_epoch >= calendar_days.next_month_epoch
                then calendar_days.next_month
                else calendar_days.month
            end as month
        from dated
        left join
            calendar_days
            on dated.calendar_id = calendar_days.calendar_id
            and {{ utc_day("dated.verdict_epoch") }} = calendar_days.utc_day
    )

select *
from verdicts
