-- The latest month that is over of a customer for whom no section is empty,
-- and two of its missed tickets whose clocks both count.
with
    misses as (
        select
            customer_id,
            month,
            min(ticket_id) as ticket,
            max(ticket_id) as other,
        from sla_clocks
        where
            outcome = 'breached'
            and ticket_id
            not in (select ticket_id from sla_clocks where outcome = 'excluded')
        group by customer_id, month
        having min(ticket_id) < max(ticket_id)
    ),

    verdicts as (
        select customer_id, month
        from sla_clocks
        group by customer_id, month
        having
            count(*) filter (where outcome = 'excluded') > 0
            and count(*) filter (
                where
                    metric = 'restoration'
                    and kind = 'incident'
                    and priority in ('P1', 'P2')
            )
            > 0
    ),

    demanded as (
        select customer_id, month
        from demand
        group by customer_id, month
        having sum(opened) > 1 and sum(restored) > 1 and sum(backlog) > 1
    ),

    changed as (
        select customer_id, month
        from changes
        where started_at is not null and outcome is distinct from 'cancelled'
        group by customer_id, month
        having count(*) > 1
    ),

    found as (
        select customer_id, month
        from findings
        group by customer_id, month
        having count(*) > 1
    ),

    interrupted as (select distinct customer_id, month from outages),

    planned as (
        select customer_id
        from planned_changes
        group by customer_id
        having count(*) > 1
    ),

    opened as (
        select customer_id
        from open_requests
        group by customer_id
        having count(*) > 1
    ),

    forecast as (
        select customer_id, starts_on, ends_on
        from quota_forecasts
        where recommended_top_up_units is not null
        group by customer_id, starts_on, ends_on
        having count(*) = 2
    )

select
    misses.customer_id as customer,
    strftime(misses.month, '%Y-%m') as month,
    misses.ticket,
    misses.other,
from misses
inner join verdicts using (customer_id, month)
inner join demanded using (customer_id, month)
inner join changed using (customer_id, month)
inner join found using (customer_id, month)
inner join interrupted using (customer_id, month)
inner join planned using (customer_id)
inner join opened using (customer_id)
inner join forecast using (customer_id)
where
    misses.month < (select date_trunc('month', as_of) from builds)
    and forecast.starts_on <= misses.month
    and forecast.ends_on >= last_day(misses.month)
order by misses.month desc, misses.customer_id
limit 1
