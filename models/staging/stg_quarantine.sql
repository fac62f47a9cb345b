with
    recorded as (select * from {{ source("raw", "quarantine") }}),

    named as (
        select
            delivery_id, row_number, entity, reason, column_name, value, record
        from recorded
    )

select *
from named
