-- One row per kind, environment and category with a ticket in a customer's
-- month or open at its end, the most opened first.
with
    month_demand as (
        select * from demand where customer_id = $customer_id and month = $month
    ),

    grouped as (
        select 1 as place, 'kind' as dimension, kind as name, *
        from month_demand
        union all
        select 2 as place, 'environment' as dimension, environment as name, *
        from month_demand
        union all
        select 3 as place, 'category' as dimension, category as name, *
        from month_demand
    )

select
    dimension,
    name,
    cast(sum(opened) as bigint) as opened,
    cast(sum(restored) as bigint) as restored,
    cast(sum(cancelled) as bigint) as cancelled,
    cast(sum(backlog) as bigint) as backlog,
    sum(backlog_days) / nullif(sum(backlog), 0) as mean_age_days,
    min(oldest_opened_on) as oldest_opened_on,
from grouped
group by place, dimension, name
order by place, opened desc, backlog desc, name
