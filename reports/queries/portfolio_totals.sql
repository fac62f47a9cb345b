-- One row per metric of the month over all customers, with the month before
-- beside it. A month without a clock has no share (CLK-11). Where clocks
-- could not be measured a share lies between its least and its most, and so
-- does the change (CLK-13).
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
        where is_asked and decided + not_measurable > 0
    ),

    counted as (
        select
            metric,
            sum(if(is_asked, met, 0)) as met,
            sum(if(is_asked, breached, 0)) as breached,
            sum(if(is_asked, decided, 0)) as decided,
            sum(if(is_asked, not_measurable, 0)) as not_measurable,
            sum(if(is_asked, 0, met)) as met_before,
            sum(if(is_asked, 0, decided)) as decided_before,
            sum(if(is_asked, 0, not_measurable)) as not_measurable_before,
        from two_months
        group by metric
    ),

    shared as (
        select
            *,
            met / nullif(decided + not_measurable, 0) as attainment_least,
            (met + not_measurable)
            / nullif(decided + not_measurable, 0) as attainment_most,
            met_before / nullif(
                decided_before + not_measurable_before, 0
            ) as attainment_before_least,
            (met_before + not_measurable_before) / nullif(
                decided_before + not_measurable_before, 0
            ) as attainment_before_most,
        from counted
    )

select
    metrics.metric,
    judged.customers,
    cast(coalesce(shared.met, 0) as bigint) as met,
    cast(coalesce(shared.breached, 0) as bigint) as breached,
    cast(coalesce(shared.decided, 0) as bigint) as decided,
    cast(coalesce(shared.not_measurable, 0) as bigint) as not_measurable,
    cast(
        coalesce(shared.not_measurable_before, 0) as bigint
    ) as not_measurable_before,
    shared.attainment_least,
    shared.attainment_most,
    shared.attainment_before_least,
    shared.attainment_before_most,
    shared.attainment_least - shared.attainment_before_most as change_least,
    shared.attainment_most - shared.attainment_before_least as change_most,
    sum(cast(coalesce(shared.decided, 0) as bigint)) over () as all_decided,
    sum(cast(coalesce(shared.breached, 0) as bigint)) over () as all_breached,
    sum(cast(coalesce(shared.not_measurable, 0) as bigint)) over (
    ) as all_not_measurable,
from metrics
cross join judged
left join shared on metrics.metric = shared.metric
order by metrics.metric = 'restoration'
