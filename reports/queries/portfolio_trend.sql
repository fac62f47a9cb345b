-- One row per metric and month, 24 months up to the one asked for, over all
-- customers, with Wilson's interval of 95 % as sla_attainment has it. A month
-- in
-- which nothing was decided has no row (CLK-11).
with
    counted as (
        select
            metric,
            month,
            cast(sum(met) as bigint) as met,
            cast(sum(decided) as bigint) as decided,
            sum(met) / nullif(sum(decided), 0) as attainment,
            power(1.959963984540054, 2) / nullif(sum(decided), 0) as spread,
        from sla_attainment
        where
            month
            between cast($month as date)
            - interval 23 months and cast($month as date)
        group by metric, month
        having sum(decided) > 0
    )

select
    metric,
    month,
    met,
    decided,
    attainment,
    greatest(
        (
            attainment
            + spread / 2
            - sqrt(spread * (attainment * (1 - attainment) + spread / 4))
        )
        / (1 + spread),
        0
    ) as attainment_low,
    least(
        (
            attainment
            + spread / 2
            + sqrt(spread * (attainment * (1 - attainment) + spread / 4))
        )
        / (1 + spread),
        1
    ) as attainment_high,
from counted
order by metric, month
