-- One row per customer and metric whose counts differ, all months together;
-- where clocks could not be measured a share lies between its least and its
-- most (CLK-13).
with
    before_counts as (
        select
            customer_id,
            metric,
            sum(met) as met,
            sum(decided) as decided,
            sum(not_measurable) as not_measurable,
        from before.sla_attainment
        group by customer_id, metric
    ),

    after_counts as (
        select
            customer_id,
            metric,
            sum(met) as met,
            sum(decided) as decided,
            sum(not_measurable) as not_measurable,
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
            coalesce(before_counts.not_measurable, 0) as not_measurable_before,
            coalesce(after_counts.met, 0) as met_after,
            coalesce(after_counts.decided, 0) as decided_after,
            coalesce(after_counts.not_measurable, 0) as not_measurable_after,
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
    cast(compared.not_measurable_before as bigint) as not_measurable_before,
    compared.met_before / nullif(
        compared.decided_before + compared.not_measurable_before, 0
    ) as attainment_least_before,
    (compared.met_before + compared.not_measurable_before) / nullif(
        compared.decided_before + compared.not_measurable_before, 0
    ) as attainment_most_before,
    cast(compared.met_after as bigint) as met_after,
    cast(compared.decided_after as bigint) as decided_after,
    cast(compared.not_measurable_after as bigint) as not_measurable_after,
    compared.met_after / nullif(
        compared.decided_after + compared.not_measurable_after, 0
    ) as attainment_least_after,
    (compared.met_after + compared.not_measurable_after) / nullif(
        compared.decided_after + compared.not_measurable_after, 0
    ) as attainment_most_after,
from compared
left join
    after.customers as customers on compared.customer_id = customers.customer_id
where
    compared.met_before <> compared.met_after
    or compared.decided_before <> compared.decided_after
    or compared.not_measurable_before <> compared.not_measurable_after
order by customers.name, compared.customer_id, compared.metric
