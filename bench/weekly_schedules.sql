-- One row per calendar, stretch of weeks with one offset from UTC, and
-- window of the week, in minutes since Sunday 00:00 UTC; without holidays.
create table weekly_schedules as
with
    weeks as (
        select
            time_zone,
            cast(floor((epoch(local_date) - 345600) / 604800) as bigint) as week_number,
            cast(epoch(local_date) as bigint) - starts_epoch as utc_offset,
        from warehouse.raw.zone_days
        where dayofweek(local_date) = 1
    ),

    stretches as (
        select
            *,
            row_number() over (partition by time_zone order by week_number)
            - row_number() over (
                partition by time_zone, utc_offset order by week_number
            ) as stretch,
        from weeks
    ),

    offsets as (
        select
            time_zone,
            utc_offset,
            min(week_number) as first_week,
            max(week_number) as last_week,
        from stretches
        group by time_zone, utc_offset, stretch
    ),

    opening_days as (
        select
            calendar_id,
            time_zone,
            list_position(
                ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
                unnest(string_split(working_days, ' '))
            )
            - 1 as weekday,
            epoch(cast(opens_at as time)) as opens,
            case
                when closes_at > opens_at
                then epoch(cast(closes_at as time))
                else epoch(cast(closes_at as time)) + 86400
            end as closes,
        from warehouse.raw.calendars
    ),

    windows as (
        select
            opening_days.calendar_id,
            offsets.first_week,
            offsets.last_week,
            weekday * 86400 + opens - utc_offset + shift as opens,
            weekday * 86400 + closes - utc_offset + shift as closes,
        from opening_days
        inner join offsets on opening_days.time_zone = offsets.time_zone
        cross join (values (-604800), (0), (604800)) as shifts(shift)
    )

select
    calendar_id,
    make_timestamp(
        (first_week * 604800 + 259200) * 1000000
    ) as valid_from,
    make_timestamp(
        ((last_week + 1) * 604800 + 259200) * 1000000
    ) as valid_until,
    greatest(opens, 0) / 60 as opens_minute,
    least(closes, 604800) / 60 as closes_minute,
from windows
where closes > 0 and opens < 604800
