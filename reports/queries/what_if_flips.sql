-- One row per clock whose outcome differs; a clock that only one side has is
-- none on the other.
select
    coalesce(told.ticket_id, asked.ticket_id) as ticket_id,
    coalesce(told.customer_id, asked.customer_id) as customer_id,
    customers.name as customer_name,
    coalesce(told.metric, asked.metric) as metric,
    told.priority as priority_before,
    asked.priority as priority_after,
    told.outcome as outcome_before,
    asked.outcome as outcome_after,
    told.excluded_reason as excluded_reason_before,
    asked.excluded_reason as excluded_reason_after,
    told.elapsed_seconds as elapsed_seconds_before,
    asked.elapsed_seconds as elapsed_seconds_after,
    told.least_elapsed_seconds as least_elapsed_seconds_before,
    asked.least_elapsed_seconds as least_elapsed_seconds_after,
    told.target_seconds as target_seconds_before,
    told.calendar as calendar_before,
    asked.target_seconds as target_seconds_after,
    asked.calendar as calendar_after,
from before.sla_clocks as told
full outer join
    after.sla_clocks as asked
    on told.ticket_id = asked.ticket_id
    and told.metric = asked.metric
left join
    after.customers as customers
    on coalesce(told.customer_id, asked.customer_id) = customers.customer_id
where told.outcome is distinct from asked.outcome
order by
    customers.name,
    coalesce(told.customer_id, asked.customer_id),
    coalesce(told.ticket_id, asked.ticket_id),
    coalesce(told.metric, asked.metric)
