-- One row per metric, priority and month, twelve months up to the one asked
-- for.
-- A month in which nothing was decided has no share (CLK-11).
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

    cells as (
        select metrics.metric, priorities.priority, months.month,
        from (values ('response'), ('restoration')) as metrics(metric)
        cross join
            (values ('P1'), ('P2'), ('P3'), ('P4')) as priorities(priority)
        cross join months
    ),

    customer_attainment as (
        select * from sla_attainment where customer_id = $customer_id
    )

select
    cells.metric,
    cells.priority,
    cells.month,
    coalesce(customer_attainment.met, 0) as met,
    coalesce(customer_attainment.decided, 0) as decided,
    customer_attainment.attainment,
    customer_attainment.attainment_low,
    customer_attainment.attainment_high,
from cells
left join
    customer_attainment
    on cells.metric = customer_attainment.metric
    and cells.priority = customer_attainment.priority
    and cells.month = customer_attainment.month
order by cells.metric, cells.priority, cells.month
