-- Of each file delivered every row is accounted for, once.
select delivery_id
from {{ ref("deliveries") }}
where rows_read <> rows_loaded + rows_quarantined + rows_known
