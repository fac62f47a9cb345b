with
    recorded as (select * from {{ source("raw", "delivered_columns") }}),

    named as (select delivery_id, entity, column_name from recorded)

select *
from named
