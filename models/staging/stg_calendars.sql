with
    recorded as (select * from {{ source("raw", "calendars") }}),

    named as (
        select
            calendar_id,
            time_zone,
            support_region,
            opens_at,
            closes_at,
            working_days
        from recorded
    )

select *
from named
