-- One row per open request of a customer or (null) of all: what is late
-- already, what may be, then what is likeliest to be missed, then the oldest
-- first. What it waits for is not known where its export hides that (CLK-13).
select
    requests.ticket_id,
    requests.customer_id,
    customers.name as customer_name,
    requests.kind,
    requests.environment,
    requests.priority,
    case
        when requests.waits_for = 'us' and not tickets.has_restoration_history
        then 'unknown'
        when requests.waits_for = 'answer' and not tickets.has_response_history
        then 'unknown'
        else requests.waits_for
    end as waits_for,
    requests.opened_at,
    requests.age_seconds,
    requests.waited_seconds,
    requests.metric,
    requests.outcome,
    requests.excluded_reason,
    requests.calendar,
    requests.target_seconds,
    requests.remaining_seconds,
    requests.remaining_seconds
    + clocks.elapsed_seconds
    - clocks.least_elapsed_seconds as most_remaining_seconds,
    case
        when requests.outcome in ('breached', 'not_measurable')
        then - requests.remaining_seconds
    end as late_seconds,
    case
        when requests.outcome = 'breached'
        then
            clocks.least_elapsed_seconds
            - clocks.elapsed_seconds
            - requests.remaining_seconds
    end as least_late_seconds,
    requests.due_at,
    requests.chance_of_miss,
    requests.summary
from open_requests as requests
left join customers on requests.customer_id = customers.customer_id
left join tickets on requests.ticket_id = tickets.ticket_id
left join
    sla_clocks as clocks
    on requests.ticket_id = clocks.ticket_id
    and requests.metric = clocks.metric
where
    cast($customer_id as varchar) is null or requests.customer_id = $customer_id
order by
    requests.outcome <> 'breached',
    requests.outcome <> 'not_measurable',
    requests.chance_of_miss desc nulls last,
    requests.age_seconds desc,
    requests.ticket_id
