-- One row per customer, by name, with the terms that hold and whether any
-- clock has a verdict: met, missed or not measurable.
with
    judged_customers as (
        select distinct customer_id
        from sla_attainment
        where decided + not_measurable > 0
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
    judged_customers.customer_id is not null as has_verdicts,
from customers
left join
    judged_customers on customers.customer_id = judged_customers.customer_id
order by customers.name, customers.customer_id
