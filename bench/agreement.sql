-- How many of the sampled tickets that lived through no holiday were compared,
-- and how many of them are counted differently.
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
        select calendars.calendar_id, holiday_days.date as holiday_on,
        from warehouse.raw.holiday_days as holiday_days
        inner join
            warehouse.raw.calendars as calendars
            on holiday_days.support_region = calendars.support_region
    ),

    without_holiday as (
        select lives.*
        from lives
        anti join
            holidays
            on lives.calendar_id = holidays.calendar_id
            and holidays.holiday_on
            between cast(lives.starts_at as date)
            - 2 and cast(lives.ends_at as date)
            + 2
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
from without_holiday
inner join telescoped on without_holiday.ticket_id = telescoped.ticket_id
left join exploded_weeks on without_holiday.ticket_id = exploded_weeks.ticket_id
left join exploded_runs on without_holiday.ticket_id = exploded_runs.ticket_id
