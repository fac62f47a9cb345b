with
    verdicts as (select * from {{ ref("int_clock_verdicts") }}),

    openings as (select * from {{ ref("int_ticket_openings") }}),

    clocks as (
        select
            verdicts.ticket_id,
            openings.customer_id,
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
            openings.agreement_id,
            openings.time_zone
        from verdicts
        inner join openings on verdicts.ticket_id = openings.ticket_id
    )

select *
from clocks
