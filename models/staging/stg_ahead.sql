with
    noted as (select * from {{ source("raw", "ahead") }}),

    named as (
        select entity, column_name, delivery_id, row_number, value from noted
    )

select *
from named
