-- One row per open request of a customer or (null) of all: what is late
-- already, then what is likeliest to be missed, then the oldest first.
select
    requests.ticket_id,
    requests.customer_id,
    customers.name as customer_name,
    requests.kind,
    requests.environment,
    requests.priority,
    requests.waits_for,
    requests.opened_at,
    requests.age_seconds,
    requests.waited_seconds,
    requests.metric,
    requests.outcome,
    requests.excluded_reason,
    requests.calendar,
    requests.target_seconds,
    requests.remaining_seconds,
    case
        when requests.outcome = 'breached' then - requests.remaining_seconds
    end as late_seconds,
    requests.due_at,
    requests.chance_of_miss,
    requests.summary
from open_requests as requests
left join customers on requests.customer_id = customers.customer_id
where
    cast($customer_id as varchar) is null or requests.customer_id = $customer_id
order by
    requests.outcome <> 'breached',
    requests.chance_of_miss desc nulls last,
    requests.age_seconds desc,
    requests.ticket_id
