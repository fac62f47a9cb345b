with
    calendars as (select * from {{ ref("stg_calendars") }}),

    -- A date that the zone leaves out is no day.
    zone_days as (
        select * from {{ ref("stg_zone_days") }} where starts_epoch < ends_epoch
    ),

    holidays as (select * from {{ ref("stg_holiday_days") }}),

    judged as (
        select
            calendars.calendar_id,
            zone_days.local_date,
            case
                when
                    holidays.date is null
                    and calendars.working_days
                    like '%'
                    || {{ weekday_name("zone_days.local_date") }}
                    || '%'
                then 1
                else 0
            end as business_day
        from calendars
        inner join zone_days on calendars.time_zone = zone_days.time_zone
        left join
            holidays
            on calendars.support_region = holidays.support_region
            and zone_days.local_date = holidays.date
    ),

    counted as (
        select
            calendar_id,
            local_date,
            cast(business_day as bigint) as business_day,
            cast(
                sum(business_day) over (
                    partition by calendar_id order by local_date
                ) as bigint
            )
            - business_day as days_before
        from judged
    )

select *
from counted
