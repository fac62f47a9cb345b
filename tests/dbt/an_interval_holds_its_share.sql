select customer_id, month, metric, priority
from {{ ref("sla_attainment") }}
where
    (decided = 0) <> (attainment is null)
    or (decided = 0) <> (attainment_low is null)
    or (decided = 0) <> (attainment_high is null)
    or not 0 <= attainment_low
    or not attainment_low <= attainment
    or not attainment <= attainment_high
    or not attainment_high <= 1
