-- One row per customer and metric whose counts differ, all months together.
with
    before_counts as (
        select customer_id, metric, sum(met) as met, sum(decided) as decided
        from before.sla_attainment
        group by customer_id, metric
    ),

    after_counts as (
        select customer_id, metric, sum(met) as met, sum(decided) as decided
        from after.sla_attainment
        group by customer_id, metric
    ),

    compared as (
        select
            coalesce(
                before_counts.customer_id, after_counts.customer_id
            ) as customer_id,
            coalesce(before_counts.metric, after_counts.metric) as metric,
            coalesce(before_counts.met, 0) as met_before,
            coalesce(before_counts.decided, 0) as decided_before,
            coalesce(after_counts.met, 0) as met_after,
            coalesce(after_counts.decided, 0) as decided_after,
        from before_counts
        full outer join
            after_counts
            on before_counts.customer_id = after_counts.customer_id
            and before_counts.metric = after_counts.metric
    )

select
    compared.customer_id,
    customers.name as customer_name,
    compared.metric,
    cast(compared.met_before as bigint) as met_before,
    cast(compared.decided_before as bigint) as decided_before,
    compared.met_before
    / nullif(compared.decided_before, 0) as attainment_before,
    cast(compared.met_after as bigint) as met_after,
    cast(compared.decided_after as bigint) as decided_after,
    compared.met_after / nullif(compared.decided_after, 0) as attainment_after,
from compared
left join
    after.customers as customers on compared.customer_id = customers.customer_id
where
    compared.met_before <> compared.met_after
    or compared.decided_before <> compared.decided_after
order by customers.name, compared.customer_id, compared.metric
