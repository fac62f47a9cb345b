with
    recorded as (select * from {{ source("raw", "calendar_days") }}),

    named as (
        select
            calendar_id,
            utc_day,
            seconds_before,
            first_opens_epoch,
            first_closes_epoch,
            second_opens_epoch,
            second_closes_epoch,
            month,
            next_month_epoch,
            next_month
        from recorded
    )

select *
from named
