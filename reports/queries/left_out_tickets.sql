-- One row per clock of a customer's month that is not counted, with its
-- reason (CLK-9).
select
    sla_clocks.ticket_id,
    sla_clocks.metric,
    sla_clocks.priority,
    sla_clocks.excluded_reason,
    sla_clocks.started_at,
    tickets.summary,
from sla_clocks
left join tickets on sla_clocks.ticket_id = tickets.ticket_id
where
    sla_clocks.customer_id = $customer_id
    and sla_clocks.month = $month
    and sla_clocks.outcome = 'excluded'
order by
    sla_clocks.metric,
    sla_clocks.excluded_reason,
    sla_clocks.started_at,
    sla_clocks.ticket_id
