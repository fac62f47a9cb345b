-- Elapsed business seconds of each ticket, the product's way: the open seconds
-- before an instant are looked up, and summed plus where a run ends and minus
-- where one begins. Counted back from as_of, a run that goes on ends there.
create table telescoped as
with
    build as (
        select cast(epoch(as_of) as bigint) as as_of_epoch,
        from warehouse.raw.build
    ),

    last_days as (
        select
            calendar_id,
            seconds_before
            + greatest(
                0,
                least(as_of_epoch, first_closes_epoch) - first_opens_epoch
            )
            + greatest(
                0,
                least(as_of_epoch, second_closes_epoch) - second_opens_epoch
            ) as seconds_to_as_of,
        from warehouse.raw.calendar_days
        inner join build on utc_day = divide(as_of_epoch, 86400)
    ),

    days as (
        select
            calendar_days.*,
            seconds_before - seconds_to_as_of as seconds_since,
        from warehouse.raw.calendar_days as calendar_days
        inner join
            last_days on calendar_days.calendar_id = last_days.calendar_id
    ),

    statuses as (
        select
            ticket_id,
            cast(floor(epoch(occurred_at)) as bigint) as occurred_epoch,
            value in ('new', 'in_progress') as runs_after,
            lag(value in ('new', 'in_progress'), 1, true) over (
                partition by ticket_id order by occurred_at
            ) as runs_before,
        from warehouse.raw.ticket_events
        where field = 'status'
    ),

    steps as (
        select
            statuses.ticket_id,
            tickets.calendar_id,
            greatest(
                statuses.occurred_epoch, tickets.opened_epoch
            ) as counted_epoch,
            cast(runs_before as int) - cast(runs_after as int) as step,
        from statuses
        inner join
            ticket_calendars as tickets
            on statuses.ticket_id = tickets.ticket_id
        where runs_before <> runs_after
        union all
        select ticket_id, calendar_id, opened_epoch, -1 as step,
        from ticket_calendars
    )

select
    steps.ticket_id,
    cast(
        sum(
            step * (
                seconds_since
                + greatest(
                    0,
                    least(counted_epoch, first_closes_epoch)
                    - first_opens_epoch
                )
                + greatest(
                    0,
                    least(counted_epoch, second_closes_epoch)
                    - second_opens_epoch
                )
            )
        ) as bigint
    ) as elapsed_seconds,
from steps
inner join
    days
    on steps.calendar_id = days.calendar_id
    and divide(steps.counted_epoch, 86400) = days.utc_day
group by steps.ticket_id
