{{
    config(
        materialized="incremental",
        replaces="tickets",
    )
}}

with
    verdicts as (select * from {{ ref("int_clock_verdicts") }}),

    clocks as (
        select
            verdicts.ticket_id,
            verdicts.customer_id,
            verdicts.metric,
            verdicts.kind,
            verdicts.environment,
            verdicts.recorded_priority,
            verdicts.priority,
            verdicts.calendar,
            verdicts.target_seconds,
            {{ instant("verdicts.opened_epoch") }} as started_at,
            {{ instant("verdicts.stopped_epoch") }} as stopped_at,
            verdicts.elapsed_seconds,
            verdicts.paused_seconds,
            verdicts.target_seconds
            - verdicts.elapsed_seconds as remaining_seconds,
            {{ instant("verdicts.due_epoch") }} as due_at,
            verdicts.outcome,
            verdicts.excluded_reason,
            verdicts.month,
            verdicts.reopenings,
            verdicts.agreement_id,
            verdicts.time_zone,
            verdicts.first_rest_seconds,
            verdicts.least_elapsed_seconds,
            {{
                instant(
                    "nullif(verdicts.start_epoch, verdicts.opened_epoch)"
                )
            }} as restarted_at
        from verdicts
    )

select *
from clocks
