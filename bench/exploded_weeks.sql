-- Elapsed business seconds of each ticket, as the best known open dbt package
-- for service desks counts them: every stretch in a status is crossed with the
-- weeks it reaches into, each week joined with the windows of its schedule, and
-- the minutes that overlap are summed by status.
with
    statuses as (
        select ticket_id, occurred_at as starts_at, value as status,
        from warehouse.raw.ticket_events
        where field = 'status'
        union all
        select
            ticket_id,
            make_timestamp(opened_epoch * 1000000) as starts_at,
            'new' as status,
        from ticket_calendars
    ),

    followed as (
        select
            statuses.ticket_id,
            tickets.calendar_id,
            statuses.status,
            greatest(
                statuses.starts_at,
                make_timestamp(tickets.opened_epoch * 1000000)
            ) as starts_at,
            coalesce(
                lead(statuses.starts_at) over (
                    partition by statuses.ticket_id
                    order by statuses.starts_at, statuses.status = 'new' desc
                ),
                (select as_of from warehouse.raw.build)
            ) as ends_at,
        from statuses
        inner join
            ticket_calendars as tickets
            on statuses.ticket_id = tickets.ticket_id
    ),

    stretches as (
        select
            *,
            date_trunc('week', starts_at + interval 1 day)
            - interval 1 day as first_week,
            date_diff(
                'second',
                date_trunc('week', starts_at + interval 1 day) - interval 1 day,
                starts_at
            )
            / 60 as starts_minute,
            date_diff('second', starts_at, ends_at) / 60 as minutes,
        from followed
        where
            date_diff('second', starts_at, ends_at) > 0
            and status in (select unnest($statuses))
    ),

    weeks as (select unnest(range(0, $weeks)) as week_number),

    crossed as (
        select
            *,
            greatest(0, starts_minute - week_number * 10080) as from_minute,
            least(
                starts_minute + minutes - week_number * 10080, 10080
            ) as until_minute,
        from stretches
        cross join weeks
        where floor((starts_minute + minutes) / 10080) >= week_number
    ),

    shared_minutes as (
        select
            crossed.ticket_id,
            crossed.status,
            least(until_minute, closes_minute)
            - greatest(from_minute, opens_minute) as open_minutes,
        from crossed
        inner join
            weekly_schedules as schedules
            on crossed.calendar_id = schedules.calendar_id
            and from_minute <= closes_minute
            and until_minute >= opens_minute
            and first_week + to_days(7 * cast(week_number as int))
            >= schedules.valid_from
            and first_week + to_days(7 * cast(week_number as int))
            < schedules.valid_until
    )

select
    ticket_id,
    cast(
        round(
            60 * sum(
                case
                    when status in ('new', 'in_progress')
                    then open_minutes
                    else 0
                end
            )
        ) as bigint
    ) as elapsed_seconds,
from shared_minutes
group by ticket_id
