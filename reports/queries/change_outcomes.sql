-- One row per month and type of change of a customer, twelve months up to the
-- one asked for, that one first (CHG-8).
select
    month,
    type,
    changes,
    successful,
    successful + rolled_back + failed as ended,
    rolled_back,
    failed,
    cancelled,
    not_ended,
    on_time,
    on_time + not_on_time as timed,
    incidents_caused,
from change_outcomes
where
    customer_id = $customer_id
    and month
    between cast($month as date) - interval 11 months and cast($month as date)
order by month desc, type
