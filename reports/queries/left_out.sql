-- One row per metric and reason for which clocks of a customer's month are
-- not counted (CLK-9,
-- CLK-13); without a reason: not measurable.
select metric, excluded_reason, count(*) as clocks,
from sla_clocks
where
    customer_id = $customer_id
    and month = $month
    and outcome in ('excluded', 'not_measurable')
group by metric, excluded_reason
order by metric, clocks desc, excluded_reason
