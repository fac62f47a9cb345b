-- One row per decided clock of a customer's month: how much of its target it
-- took (1 is the target).
select
    ticket_id,
    metric,
    priority,
    outcome,
    elapsed_seconds,
    least_elapsed_seconds,
    target_seconds,
    calendar,
    elapsed_seconds / greatest(target_seconds, 1) as target_use,
    least_elapsed_seconds / greatest(target_seconds, 1) as least_target_use,
    least(elapsed_seconds / greatest(target_seconds, 1), 3) as drawn_target_use,
    least(
        coalesce(least_elapsed_seconds, 0) / greatest(target_seconds, 1), 3
    ) as drawn_least_use,
from sla_clocks
where
    customer_id = $customer_id
    and month = $month
    and outcome in ('met', 'breached')
order by metric, priority, ticket_id
