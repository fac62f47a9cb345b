-- One row per metric of the month over all customers, with the month before
-- beside it. A month in which nothing was decided has no share (CLK-11).
with
    metrics as (
        select metric
        from (values ('response'), ('restoration')) as metrics(metric)
    ),

    two_months as (
        select *, month = cast($month as date) as is_asked,
        from sla_attainment
        where
            month in (
                cast($month as date),
                cast(cast($month as date) - interval 1 month as date)
            )
    ),

    judged as (
        select count(distinct customer_id) as customers
        from two_months
        where is_asked and decided > 0
    ),

    counted as (
        select
            metric,
            sum(if(is_asked, met, 0)) as met,
            sum(if(is_asked, breached, 0)) as breached,
            sum(if(is_asked, decided, 0)) as decided,
            sum(if(is_asked, 0, met)) as met_before,
            sum(if(is_asked, 0, decided)) as decided_before,
        from two_months
        group by metric
    )

select
    metrics.metric,
    judged.customers,
    cast(coalesce(counted.met, 0) as bigint) as met,
    cast(coalesce(counted.breached, 0) as bigint) as breached,
    cast(coalesce(counted.decided, 0) as bigint) as decided,
    counted.met / nullif(counted.decided, 0) as attainment,
    counted.met_before / nullif(counted.decided_before, 0) as attainment_before,
    counted.met / nullif(counted.decided, 0)
    - counted.met_before / nullif(counted.decided_before, 0) as change,
    sum(cast(coalesce(counted.decided, 0) as bigint)) over () as all_decided,
    sum(cast(coalesce(counted.breached, 0) as bigint)) over () as all_breached,
from metrics
cross join judged
left join counted on metrics.metric = counted.metric
order by metrics.metric = 'restoration'
