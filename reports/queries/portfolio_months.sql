-- One row per customer with a decided clock in the twelve months up to the one
-- asked for, metric and month of them, oldest first. A month in which nothing
-- was decided has no share (CLK-11).
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

    counted as (
        select
            customer_id,
            metric,
            month,
            cast(sum(met) as bigint) as met,
            cast(sum(decided) as bigint) as decided,
        from sla_attainment
        where
            month
            between cast($month as date)
            - interval 11 months and cast($month as date)
        group by customer_id, metric, month
    ),

    judged as (
        select customer_id
        from counted
        group by customer_id
        having sum(decided) > 0
    )

select
    judged.customer_id,
    coalesce(customers.name, judged.customer_id) as name,
    metrics.metric,
    months.month,
    coalesce(counted.met, 0) as met,
    coalesce(counted.decided, 0) as decided,
    counted.met / nullif(counted.decided, 0) as attainment,
    cast(
        sum(coalesce(counted.decided, 0)) over (
            partition by judged.customer_id, months.month
        ) as bigint
    ) as decided_of_both,
from judged
cross join (values ('response'), ('restoration')) as metrics(metric)
cross join months
left join customers on judged.customer_id = customers.customer_id
left join
    counted
    on judged.customer_id = counted.customer_id
    and metrics.metric = counted.metric
    and months.month = counted.month
order by name, judged.customer_id, metrics.metric, months.month
