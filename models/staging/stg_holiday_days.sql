with
    recorded as (select * from {{ source("raw", "holiday_days") }}),

    named as (select support_region, date, name, source from recorded)

select *
from named
