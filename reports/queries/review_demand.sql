-- One row per month, twelve up to the one asked for: what came, what was done,
-- what was left and how old it was at the month's end. A month before the
-- customer's first ticket has none.
with
    months as (
        select
            cast(
                unnest(
                    generate_series(
                        cast($month as date) - interval 11 months,
                        cast($month as date),
                        interval 1 month
                    )
                ) as date
            ) as month
    ),

    customer_demand as (select * from demand where customer_id = $customer_id),

    first_months as (select min(month) as month from customer_demand)

select
    months.month,
    cast(coalesce(sum(opened), 0) as bigint) as opened,
    cast(
        coalesce(sum(opened) filter (where kind = 'incident'), 0) as bigint
    ) as incidents,
    cast(
        coalesce(
            sum(opened) filter (where kind = 'service_request'), 0
        ) as bigint
    ) as requests,
    cast(coalesce(sum(restored), 0) as bigint) as restored,
    cast(coalesce(sum(cancelled), 0) as bigint) as cancelled,
    cast(coalesce(sum(backlog), 0) as bigint) as backlog,
    cast(
        coalesce(sum(backlog_from_before), 0) as bigint
    ) as backlog_from_before,
    sum(backlog_days) / nullif(sum(backlog), 0) as mean_age_days,
    min(oldest_opened_on) as oldest_opened_on,
from months
cross join first_months
left join customer_demand on months.month = customer_demand.month
where months.month >= first_months.month
group by months.month
order by months.month
