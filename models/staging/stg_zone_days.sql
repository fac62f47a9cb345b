with
    recorded as (select * from {{ source("raw", "zone_days") }}),

    named as (
        select time_zone, local_date, starts_epoch, ends_epoch from recorded
    )

select *
from named
