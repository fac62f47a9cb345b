-- One row per month with units of known projects, and kind.
select month, kind, sum(units)::bigint as units, count(*) as projects,
from planned_requests
where
    month >= $as_of_month
    and (cast($customer_id as varchar) is null or customer_id = $customer_id)
group by month, kind
order by month, kind
