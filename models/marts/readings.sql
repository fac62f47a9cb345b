with
    readings as (select * from {{ ref("stg_readings") }}),

    compared as (
        select
            name,
            value,
            default_value,
            value = default_value as is_default,
            rule_id
        from readings
    )

select *
from compared
