-- How many of the sampled tickets were compared, and how many of them are
-- counted differently. Weekly schedules know no holidays, and one offset for a
-- week in which the clocks change: tickets that lived through either are left
-- out.
with
    sampled as (
        select * from ticket_calendars where hash(ticket_id) % $compared_of = 0
    ),

    lives as (
        select
            sampled.ticket_id,
            sampled.calendar_id,
            to_timestamp(sampled.opened_epoch) as starts_at,
            coalesce(
                max(
                    case
                        when events.value in ('restored', 'cancelled')
                        then events.occurred_at
                    end
                ),
                (select as_of from warehouse.raw.build)
            ) as ends_at,
        from sampled
        left join
            warehouse.raw.ticket_events as events
            on sampled.ticket_id = events.ticket_id
        group by sampled.ticket_id, sampled.calendar_id, sampled.opened_epoch
    ),

    holidays as (
        select
            calendars.calendar_id,
            holiday_days.date - 2 as first_on,
            holiday_days.date + 2 as last_on,
        from warehouse.raw.holiday_days as holiday_days
        inner join
            warehouse.raw.calendars as calendars
            on holiday_days.support_region = calendars.support_region
    ),

    clock_changes as (
        select
            calendars.calendar_id,
            zone_days.local_date - 8 as first_on,
            zone_days.local_date + 8 as last_on,
        from warehouse.raw.zone_days as zone_days
        inner join
            warehouse.raw.calendars as calendars
            on zone_days.time_zone = calendars.time_zone
        where zone_days.ends_epoch - zone_days.starts_epoch <> 86400
    ),

    irregular as (
        select *
        from holidays
        union all
        select *
        from clock_changes
    ),

    regular as (
        select lives.*
        from lives
        anti join
            irregular
            on lives.calendar_id = irregular.calendar_id
            and irregular.first_on <= cast(lives.ends_at as date)
            and irregular.last_on >= cast(lives.starts_at as date)
    )

select
    count(*) as compared,
    count(*) filter (
        where
            telescoped.elapsed_seconds
            <> coalesce(exploded_weeks.elapsed_seconds, 0)
            or telescoped.elapsed_seconds
            <> coalesce(exploded_runs.elapsed_seconds, 0)
    ) as different,
from regular
inner join telescoped on regular.ticket_id = telescoped.ticket_id
left join exploded_weeks on regular.ticket_id = exploded_weeks.ticket_id
left join exploded_runs on regular.ticket_id = exploded_runs.ticket_id
