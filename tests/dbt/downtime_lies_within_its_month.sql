-- Outages of a month do not overlap, and what is taken out lies within them.
with
    outages as (select * from {{ ref("outages") }}),

    availability as (select * from {{ ref("availability") }}),

    summed as (
        select
            customer_id,
            month,
            sum(seconds) as down_seconds,
            max(
                case
                    when excluded_seconds between 0 and seconds then 0 else 1
                end
            ) as wrong
        from outages
        group by customer_id, month
    )

select
    summed.customer_id, summed.month, summed.down_seconds, availability.seconds
from summed
left join
    availability
    on summed.customer_id = availability.customer_id
    and summed.month = availability.month
where
    summed.wrong = 1
    or coalesce(summed.down_seconds > availability.seconds, true)
    or summed.down_seconds
    <> availability.downtime_seconds + availability.excluded_downtime_seconds
