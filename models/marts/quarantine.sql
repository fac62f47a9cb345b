with
    quarantine as (select * from {{ ref("stg_quarantine") }}),

    listed as (
        select
            delivery_id,
            row_number,
            entity,
            reason,
            column_name as {{ quoted("column") }},
            value,
            record
        from quarantine
    )

select *
from listed
