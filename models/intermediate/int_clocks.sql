{{ config(materialized="view") }}

with
    judged as (select * from {{ ref("int_judged_clocks") }}),

    targets as (select * from {{ ref("int_targets_in_force") }}),

    targeted as (
        select judged.*, targets.calendar, targets.target_seconds
        from judged
        left join
            targets
            on judged.agreement_id = targets.agreement_id
            and judged.metric = targets.metric
            and judged.priority = targets.priority
            and judged.opened_epoch >= targets.from_epoch
            and judged.opened_epoch < targets.until_epoch
    ),

    clocks as (
        select
            ticket_id,
            metric,
            is_followed,
            is_by_day,
            customer_id,
            agreement_id,
            time_zone,
            kind,
            environment,
            recorded_priority,
            priority,
            calendar,
            calendar_id,
            target_seconds,
            opened_epoch,
            stopped_epoch,
            state,
            runs,
            reopenings,
            excluded_reason,
            start_epoch,
            {{ by_calendar("start_epoch", "start_open_seconds") }}
            as start_count,
            {{ by_calendar("reading_epoch", "reading_open_seconds") }}
            as reading_count,
            {{ by_calendar("first_rest_epoch", "first_rest_open_seconds") }}
            as first_rest_count,
            {{ by_calendar("run_seconds", "run_open_seconds") }}
            as elapsed_seconds,
            {{ by_calendar("least_run_seconds", "least_run_open_seconds") }}
            as least_elapsed_seconds,
            {{ by_calendar("rest_seconds", "rest_open_seconds") }}
            as paused_seconds
        from targeted
    )

select *
from clocks
