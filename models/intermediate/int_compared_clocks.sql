{{ config(materialized="view", tags=["moving"]) }}

-- What the source says of a clock beside ours, and what ours would have counted
-- with its rests, from end to end, and on the other calendar.
with
    -- A verdict that was only reached after as_of is not there yet.
    verdicts as (
        select *
        from {{ ref("stg_source_verdicts") }}
        where
            {{ in_scope("ticket_id") }}
            and coalesce(updated_at <= {{ as_of() }}, true)
            and coalesce(started_at <= {{ as_of() }}, true)
            and coalesce(stopped_at <= {{ as_of() }}, true)
    ),

    clocks as (
        select * from {{ ref("sla_clocks") }} where {{ in_scope("ticket_id") }}
    ),

    judged as (select * from {{ ref("int_judged_clocks") }}),

    resting as (select * from {{ ref("int_restoration_clocks") }}),

    both_clocks as (
        select
            verdicts.ticket_id,
            verdicts.metric,
            verdicts.name,
            clocks.customer_id,
            clocks.kind,
            clocks.priority,
            clocks.calendar,
            clocks.month,
            clocks.time_zone,
            clocks.outcome,
            clocks.excluded_reason,
            clocks.started_at,
            clocks.stopped_at,
            clocks.due_at,
            clocks.target_seconds,
            clocks.elapsed_seconds,
            clocks.least_elapsed_seconds,
            clocks.paused_seconds,
            verdicts.outcome as source_outcome,
            verdicts.started_at as source_started_at,
            verdicts.stopped_at as source_stopped_at,
            verdicts.due_at as source_due_at,
            verdicts.target_seconds as source_target_seconds,
            verdicts.elapsed_seconds as source_elapsed_seconds,
            verdicts.delivery_id,
            verdicts.row_number,
            judged.run_seconds,
            judged.run_open_seconds,
            judged.rest_seconds,
            judged.rest_open_seconds,
            judged.reading_epoch - judged.start_epoch as lived_seconds,
            judged.reading_open_seconds
            - judged.start_open_seconds as lived_open_seconds,
            resting.run_seconds as rested_run_seconds,
            resting.run_open_seconds as rested_run_open_seconds
        from verdicts
        inner join
            clocks
            on verdicts.ticket_id = clocks.ticket_id
            and verdicts.metric = clocks.metric
        inner join
            judged
            on verdicts.ticket_id = judged.ticket_id
            and verdicts.metric = judged.metric
        left join
            resting
            on verdicts.ticket_id = resting.ticket_id
            and verdicts.metric = resting.metric
    ),

    counted as (
        select
            *,
            {{ by_calendar("lived_seconds", "lived_open_seconds") }}
            as lived_count,
            {{ by_calendar("rested_run_seconds", "rested_run_open_seconds") }}
            as rested_count,
            {{ by_calendar("run_open_seconds", "run_seconds") }}
            as other_run_count,
            {{
                by_calendar(
                    "run_open_seconds + rest_open_seconds",
                    "run_seconds + rest_seconds",
                )
            }} as other_unrested_count,
            {{ by_calendar("lived_open_seconds", "lived_seconds") }}
            as other_lived_count
        from both_clocks
    )

select
    ticket_id,
    metric,
    name,
    customer_id,
    kind,
    priority,
    calendar,
    month,
    time_zone,
    outcome,
    excluded_reason,
    started_at,
    stopped_at,
    due_at,
    target_seconds,
    elapsed_seconds,
    least_elapsed_seconds,
    paused_seconds,
    source_outcome,
    source_started_at,
    source_stopped_at,
    source_due_at,
    source_target_seconds,
    source_elapsed_seconds,
    delivery_id,
    row_number,
    lived_count,
    rested_count,
    other_run_count,
    other_unrested_count,
    other_lived_count
from counted
