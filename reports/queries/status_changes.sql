-- One row per change that has not begun, of a customer or (null) of all, the
-- next first.
select
    planned.change_id,
    planned.customer_id,
    customers.name as customer_name,
    planned.type,
    planned.reason,
    planned.environment,
    planned.planned_start,
    planned.planned_end,
    planned.is_overdue,
    planned.seconds_to_start,
    planned.interrupts_service,
    planned.notice_business_days,
    planned.is_notice_broken,
    planned.missing,
    planned.summary
from planned_changes as planned
left join customers on planned.customer_id = customers.customer_id
where
    cast($customer_id as varchar) is null or planned.customer_id = $customer_id
order by planned.planned_start, planned.change_id
