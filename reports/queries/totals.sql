-- One row per metric of a customer's month: the counts of all priorities
-- together.
with
    metrics as (
        select metric
        from (values ('response'), ('restoration')) as metrics(metric)
    ),

    month_attainment as (
        select *
        from sla_attainment
        where customer_id = $customer_id and month = $month
    )

select
    metrics.metric,
    cast(coalesce(sum(month_attainment.met), 0) as bigint) as met,
    cast(coalesce(sum(month_attainment.breached), 0) as bigint) as breached,
    cast(coalesce(sum(month_attainment.decided), 0) as bigint) as decided,
    cast(coalesce(sum(month_attainment.excluded), 0) as bigint) as excluded,
    cast(
        coalesce(sum(month_attainment.not_measurable), 0) as bigint
    ) as not_measurable,
from metrics
left join month_attainment on metrics.metric = month_attainment.metric
group by metrics.metric
order by metrics.metric
