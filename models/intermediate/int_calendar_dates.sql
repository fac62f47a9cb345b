with
    calendars as (select * from {{ ref("stg_calendars") }}),

    -- A date that the zone leaves out is no day.
    zone_days as (
        select *
        from {{ ref("stg_zone_days") }}
        where starts_epoch <= {{ as_of_epoch() }} and starts_epoch < ends_epoch
    ),

    holidays as (select * from {{ ref("stg_holiday_days") }}),

    dates as (
        select
            calendars.calendar_id,
            zone_days.local_date,
            zone_days.starts_epoch,
            zone_days.ends_epoch,
            -- On a day that is free anyway a holiday closes nothing.
            case
                when
                    calendars.working_days
                    like '%'
                    || {{ weekday_name("zone_days.local_date") }}
                    || '%'
                then coalesce(holidays.name, holidays.source)
            end as holiday
        from calendars
        inner join zone_days on calendars.time_zone = zone_days.time_zone
        left join
            holidays
            on calendars.support_region = holidays.support_region
            and zone_days.local_date = holidays.date
    )

select *
from dates
