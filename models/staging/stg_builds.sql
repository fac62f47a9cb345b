with
    recorded as (select * from {{ source("raw", "build") }}),

    named as (
        select as_of, tzdata_version, holidays_version, service_review_version
        from recorded
    )

select *
from named
