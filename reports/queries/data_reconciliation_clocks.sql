-- One row per clock with a verdict of the desk's own beside ours; those with
-- another verdict first, then those whose seconds are furthest apart.
select
    reconciliation.ticket_id,
    reconciliation.customer_id,
    customers.name as customer_name,
    reconciliation.metric,
    reconciliation.name,
    reconciliation.priority,
    reconciliation.reason,
    reconciliation.agrees,
    reconciliation.outcome,
    reconciliation.excluded_reason,
    reconciliation.source_outcome,
    reconciliation.elapsed_seconds,
    reconciliation.least_elapsed_seconds,
    reconciliation.source_elapsed_seconds,
    reconciliation.target_seconds,
    reconciliation.source_target_seconds,
    reconciliation.calendar,
    reconciliation.paused_seconds,
    reconciliation.started_at,
    reconciliation.source_started_at,
    reconciliation.stopped_at,
    reconciliation.source_stopped_at,
from reconciliation
left join customers on reconciliation.customer_id = customers.customer_id
order by
    reconciliation.agrees nulls last,
    abs(
        reconciliation.source_elapsed_seconds - reconciliation.elapsed_seconds
    ) desc nulls last,
    reconciliation.ticket_id,
    reconciliation.metric,
    reconciliation.name
