-- One row per clock of a customer's month of which nobody can say whether it
-- met its target, the most urgent first, then those that may be furthest past
-- it (CLK-13, CLK-15).
select
    sla_clocks.ticket_id,
    sla_clocks.metric,
    sla_clocks.priority,
    sla_clocks.kind,
    tickets.summary,
    sla_clocks.started_at,
    sla_clocks.stopped_at,
    sla_clocks.target_seconds,
    sla_clocks.calendar,
    sla_clocks.elapsed_seconds,
    sla_clocks.least_elapsed_seconds,
from sla_clocks
left join tickets on sla_clocks.ticket_id = tickets.ticket_id
where
    sla_clocks.customer_id = $customer_id
    and sla_clocks.month = $month
    and sla_clocks.outcome = 'not_measurable'
order by
    sla_clocks.priority,
    sla_clocks.remaining_seconds,
    sla_clocks.ticket_id,
    sla_clocks.metric
