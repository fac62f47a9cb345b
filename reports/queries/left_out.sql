-- One row per metric and reason for which clocks of a customer's month are
-- not counted (CLK-9).
select metric, excluded_reason, count(*) as clocks,
from sla_clocks
where customer_id = $customer_id and month = $month and outcome = 'excluded'
group by metric, excluded_reason
order by metric, clocks desc, excluded_reason
