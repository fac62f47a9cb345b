-- One row per metric: the counts of all customers and months, before and
-- after; where clocks could not be measured a share lies between its least and
-- its most (CLK-13).
with
    before_counts as (
        select
            metric,
            sum(met) as met,
            sum(decided) as decided,
            sum(not_measurable) as not_measurable,
        from before.sla_attainment
        group by metric
    ),

    after_counts as (
        select
            metric,
            sum(met) as met,
            sum(decided) as decided,
            sum(not_measurable) as not_measurable,
        from after.sla_attainment
        group by metric
    )

select
    coalesce(before_counts.metric, after_counts.metric) as metric,
    cast(coalesce(before_counts.met, 0) as bigint) as met_before,
    cast(coalesce(before_counts.decided, 0) as bigint) as decided_before,
    cast(
        coalesce(before_counts.not_measurable, 0) as bigint
    ) as not_measurable_before,
    before_counts.met / nullif(
        before_counts.decided + before_counts.not_measurable, 0
    ) as attainment_least_before,
    (before_counts.met + before_counts.not_measurable) / nullif(
        before_counts.decided + before_counts.not_measurable, 0
    ) as attainment_most_before,
    cast(coalesce(after_counts.met, 0) as bigint) as met_after,
    cast(coalesce(after_counts.decided, 0) as bigint) as decided_after,
    cast(
        coalesce(after_counts.not_measurable, 0) as bigint
    ) as not_measurable_after,
    after_counts.met / nullif(
        after_counts.decided + after_counts.not_measurable, 0
    ) as attainment_least_after,
    (after_counts.met + after_counts.not_measurable) / nullif(
        after_counts.decided + after_counts.not_measurable, 0
    ) as attainment_most_after,
from before_counts
full outer join after_counts on before_counts.metric = after_counts.metric
order by 1
