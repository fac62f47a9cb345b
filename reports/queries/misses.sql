-- One row per missed clock of a customer's month, those furthest past their
-- target first.
select
    sla_clocks.ticket_id,
    sla_clocks.metric,
    sla_clocks.priority,
    sla_clocks.kind,
    sla_clocks.environment,
    tickets.summary,
    tickets.product,
    sla_clocks.started_at,
    sla_clocks.due_at,
    sla_clocks.stopped_at,
    sla_clocks.target_seconds,
    sla_clocks.calendar,
    sla_clocks.elapsed_seconds,
    - sla_clocks.remaining_seconds as late_seconds,
    sla_clocks.least_elapsed_seconds
    - sla_clocks.target_seconds as least_late_seconds,
    sla_clocks.paused_seconds,
    sla_clocks.reopenings,
from sla_clocks
left join tickets on sla_clocks.ticket_id = tickets.ticket_id
where
    sla_clocks.customer_id = $customer_id
    and sla_clocks.month = $month
    and sla_clocks.outcome = 'breached'
order by late_seconds desc, sla_clocks.ticket_id, sla_clocks.metric
