-- One row per metric and priority of a customer's month; without a decided
-- clock no share (CLK-11).
with
    cells as (
        select metrics.metric, priorities.priority,
        from (values ('response'), ('restoration')) as metrics(metric)
        cross join
            (values ('P1'), ('P2'), ('P3'), ('P4')) as priorities(priority)
    ),

    month_attainment as (
        select *
        from sla_attainment
        where customer_id = $customer_id and month = $month
    )

select
    cells.metric,
    cells.priority,
    coalesce(month_attainment.met, 0) as met,
    coalesce(month_attainment.breached, 0) as breached,
    coalesce(month_attainment.decided, 0) as decided,
    month_attainment.attainment,
    month_attainment.attainment_low,
    month_attainment.attainment_high,
    coalesce(month_attainment.excluded, 0) as excluded,
    coalesce(month_attainment.not_measurable, 0) as not_measurable,
from cells
left join
    month_attainment
    on cells.metric = month_attainment.metric
    and cells.priority = month_attainment.priority
order by cells.metric, cells.priority
