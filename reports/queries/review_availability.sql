-- One row per month in which a customer's production was live, twelve up to
-- the one asked for, that one first (AVA-1).
select
    month,
    seconds,
    downtime_seconds,
    excluded_downtime_seconds,
    availability,
    target,
    is_met,
    outages,
    rests_on_bounds,
from availability
where
    customer_id = $customer_id
    and month
    between cast($month as date) - interval 11 months and cast($month as date)
order by month desc
