-- One row per outage of a customer's month, with what was taken out of it and
-- why (AVA-1).
select
    started_at,
    ended_at,
    tickets,
    seconds,
    excluded_seconds,
    downtime_seconds,
    excluded_for,
    rests_on_bounds,
from outages
where customer_id = $customer_id and month = $month
order by started_at
