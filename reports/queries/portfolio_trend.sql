-- One row per metric and month, 24 months up to the one asked for, over all
-- customers, with Wilson's interval of 95 % as sla_attainment has it. A month
-- without a clock has no row (CLK-11); one in which clocks could not be
-- measured has a least and a most alone (CLK-13), and the interval holds
-- both.
with
    counted as (
        select
            metric,
            month,
            cast(sum(met) as bigint) as met,
            cast(sum(decided) as bigint) as decided,
            cast(sum(not_measurable) as bigint) as not_measurable,
            sum(met)
            / nullif(sum(decided + not_measurable), 0) as attainment_least,
            sum(met + not_measurable)
            / nullif(sum(decided + not_measurable), 0) as attainment_most,
            power(1.959963984540054, 2)
            / nullif(sum(decided + not_measurable), 0) as spread,
        from sla_attainment
        where
            month
            between cast($month as date)
            - interval 23 months and cast($month as date)
        group by metric, month
        having sum(decided + not_measurable) > 0
    )

select
    metric,
    month,
    met,
    decided,
    not_measurable,
    case when not_measurable = 0 then attainment_least end as attainment,
    attainment_least,
    attainment_most,
    greatest(
        (
            attainment_least
            + spread / 2
            - sqrt(
                spread
                * (attainment_least * (1 - attainment_least) + spread / 4)
            )
        )
        / (1 + spread),
        0
    ) as attainment_low,
    least(
        (
            attainment_most
            + spread / 2
            + sqrt(
                spread * (attainment_most * (1 - attainment_most) + spread / 4)
            )
        )
        / (1 + spread),
        1
    ) as attainment_high,
from counted
order by metric, month
