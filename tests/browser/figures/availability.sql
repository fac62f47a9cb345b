-- said
select
    concat(
        'Production was up ',
        if(rests_on_bounds, 'at least ', ''),
        rtrim(rtrim(format('{:.3f}', 100 * availability), '0'), '.'),
        ' %'
    ) as share,
from availability
where customer_id = $customer and month = $month
;

-- table: ^By month, the latest first; hours
select
    strftime(month, '%B %Y') as "Month",
    concat(
        if(rests_on_bounds, 'at least ', ''),
        rtrim(rtrim(format('{:.3f}', 100 * availability), '0'), '.'),
        ' %'
    ) as "Available",
    case
        when target is null
        then '—'
        when is_met
        then 'yes'
        else if(rests_on_bounds, 'not known', '✗ no')
    end as "Target met",
    concat(
        if(rests_on_bounds, 'at most ', ''),
        format(
            '{}:{:02d}:{:02d}',
            divide(downtime_seconds, 3600),
            divide(downtime_seconds % 3600, 60),
            downtime_seconds % 60
        )
    ) as "Down",
    outages as "Outages",
from availability
where
    customer_id = $customer
    and month > $month - interval 12 months
    and month <= $month
order by availability.month desc
;

-- table: durations in hours
select
    tickets as "Tickets",
    concat(
        if(rests_on_bounds, 'at most ', ''),
        format(
            '{}:{:02d}:{:02d}',
            divide(downtime_seconds, 3600),
            divide(downtime_seconds % 3600, 60),
            downtime_seconds % 60
        )
    ) as "Down",
from outages
where customer_id = $customer and month = $month
order by started_at
;

-- table: Those that came back first
select
    ticket_id as "Problem",
    incidents as "Incidents",
    recurrences as "Came back",
    summary as "Summary",
from problems
where customer_id = $customer
order by recurrences desc, closed_at desc nulls first, ticket_id
limit 50
;

-- table: The most unusual first
select
    category as "Category",
    recent_days as "Days in the last 91",
    past_days as "Days in the 365 before",
from recurring_categories
where customer_id = $customer
order by is_recurring desc, deviation desc, category
