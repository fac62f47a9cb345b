-- One row per known project from a month on, of a customer or (null) of all,
-- the most units first.
select
    planned.customer_id,
    customers.name as customer_name,
    planned.note,
    planned.kind,
    planned.month,
    planned.units
from planned_requests as planned
left join customers on planned.customer_id = customers.customer_id
where
    planned.month >= $as_of_month
    and (
        cast($customer_id as varchar) is null
        or planned.customer_id = $customer_id
    )
order by planned.units desc, planned.month, planned.customer_id, planned.kind
