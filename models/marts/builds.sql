with
    builds as (select * from {{ ref("stg_builds") }}),

    listed as (
        select as_of, tzdata_version, holidays_version, service_review_version
        from builds
    )

select *
from listed
