-- One row per metric: the counts of all customers and months, before and
-- after.
with
    before_counts as (
        select metric, sum(met) as met, sum(decided) as decided
        from before.sla_attainment
        group by metric
    ),

    after_counts as (
        select metric, sum(met) as met, sum(decided) as decided
        from after.sla_attainment
        group by metric
    )

select
    coalesce(before_counts.metric, after_counts.metric) as metric,
    cast(coalesce(before_counts.met, 0) as bigint) as met_before,
    cast(coalesce(before_counts.decided, 0) as bigint) as decided_before,
    before_counts.met / nullif(before_counts.decided, 0) as attainment_before,
    cast(coalesce(after_counts.met, 0) as bigint) as met_after,
    cast(coalesce(after_counts.decided, 0) as bigint) as decided_after,
    after_counts.met / nullif(after_counts.decided, 0) as attainment_after,
from before_counts
full outer join after_counts on before_counts.metric = after_counts.metric
order by 1
