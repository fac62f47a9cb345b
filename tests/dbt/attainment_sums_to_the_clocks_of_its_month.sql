with
    judged as (
        select
            customer_id,
            month,
            sum(case when outcome = 'met' then 1 else 0 end) as met,
            sum(case when outcome = 'breached' then 1 else 0 end) as breached,
            count(*) as clocks
        from {{ ref("sla_clocks") }}
        where month is not null
        group by customer_id, month
    ),

    attained as (
        select
            customer_id,
            month,
            sum(met) as met,
            sum(breached) as breached,
            sum(decided + excluded + not_measurable) as clocks
        from {{ ref("sla_attainment") }}
        group by customer_id, month
    )

select
    judged.customer_id,
    judged.month,
    judged.clocks,
    attained.clocks as attained_clocks
from judged
full outer join
    attained
    on judged.customer_id = attained.customer_id
    and judged.month = attained.month
where
    coalesce(judged.met, -1) <> coalesce(attained.met, -1)
    or coalesce(judged.breached, -1) <> coalesce(attained.breached, -1)
    or coalesce(judged.clocks, -1) <> coalesce(attained.clocks, -1)
