with
    calendar_days as (select * from {{ ref("stg_calendar_days") }}),

    listed as (
        select
            calendar_id,
            cast(utc_day as bigint) as utc_day,
            seconds_before,
            first_opens_epoch,
            first_closes_epoch,
            second_opens_epoch,
            second_closes_epoch
        from calendar_days
    )

select *
from listed
