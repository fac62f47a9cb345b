-- One row per customer with a clock that has a verdict in the twelve months
-- up to the one asked for, metric and month of them, oldest first. A month
-- without one has no share (CLK-11); one in which clocks could not be
-- measured has a least and a most alone (CLK-13).
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
            cast(sum(not_measurable) as bigint) as not_measurable,
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
        having sum(decided + not_measurable) > 0
    )

select
    judged.customer_id,
    coalesce(customers.name, judged.customer_id) as name,
    metrics.metric,
    months.month,
    coalesce(counted.met, 0) as met,
    coalesce(counted.decided, 0) as decided,
    coalesce(counted.not_measurable, 0) as not_measurable,
    case
        when counted.not_measurable = 0
        then counted.met / nullif(counted.decided, 0)
    end as attainment,
    counted.met
    / nullif(counted.decided + counted.not_measurable, 0) as attainment_least,
    (counted.met + counted.not_measurable)
    / nullif(counted.decided + counted.not_measurable, 0) as attainment_most,
    cast(
        sum(coalesce(counted.decided + counted.not_measurable, 0)) over (
            partition by judged.customer_id, months.month
        ) as bigint
    ) as clocks_of_both,
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
