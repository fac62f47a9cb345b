-- One row per ticket: the calendar of the agreement it was opened under.
-- Both ways of counting start from it, so it is made before they are measured.
create table ticket_calendars as
with
    terms as (
        select
            agreements.customer_id,
            agreements.starts_on,
            least(
                agreements.ends_on,
                coalesce(agreements.terminated_on, agreements.ends_on)
            ) as last_day,
            calendars.calendar_id
        from warehouse.raw.agreements as agreements
        inner join
            warehouse.raw.calendars as calendars
            on agreements.time_zone = calendars.time_zone
            and agreements.support_region = calendars.support_region
            and coalesce(agreements.opens_at, '08:00') = calendars.opens_at
            and coalesce(agreements.closes_at, '17:00') = calendars.closes_at
            and coalesce(agreements.working_days, 'Mon Tue Wed Thu Fri')
            = calendars.working_days
    )

select
    tickets.ticket_id,
    max_by(terms.calendar_id, terms.starts_on) as calendar_id,
    min(cast(floor(epoch(tickets.opened_at)) as bigint)) as opened_epoch,
from warehouse.raw.tickets as tickets
inner join
    terms
    on tickets.customer_id = terms.customer_id
    and cast(tickets.opened_at as date) between terms.starts_on and terms.last_day
group by tickets.ticket_id
