-- One row per customer, by name, with the terms that hold and whether any
-- clock was decided.
with
    decided_customers as (
        select distinct customer_id from sla_attainment where decided > 0
    )

select
    customers.customer_id,
    customers.name,
    customers.time_zone,
    customers.support_region,
    customers.opens_at,
    customers.closes_at,
    customers.working_days,
    customers.starts_on,
    customers.last_day_on,
    customers.go_live_on,
    decided_customers.customer_id is not null as has_verdicts,
from customers
left join
    decided_customers on customers.customer_id = decided_customers.customer_id
order by customers.name, customers.customer_id
