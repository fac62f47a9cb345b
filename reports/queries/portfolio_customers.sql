-- One row per customer with a clock in the month that was missed or may have
-- been (CLK-13), the most harm first: missed P1, then missed P2, then seconds
-- late, then what could not be measured. Open clocks, quotas and exits stand
-- as of the build, not as of the month.
with
    counted as (
        select
            customer_id,
            sum(if(priority = 'P1', breached, 0)) as missed_p1,
            sum(if(priority = 'P2', breached, 0)) as missed_p2,
            sum(breached) as missed,
            sum(met) as met,
            sum(decided) as decided,
            sum(if(priority = 'P1', not_measurable, 0)) as not_measurable_p1,
            sum(if(priority = 'P2', not_measurable, 0)) as not_measurable_p2,
            sum(not_measurable) as not_measurable,
            sum(met)
            / nullif(sum(decided + not_measurable), 0) as attainment_least,
            sum(met + not_measurable)
            / nullif(sum(decided + not_measurable), 0) as attainment_most,
            power(1.959963984540054, 2)
            / nullif(sum(decided + not_measurable), 0) as spread,
        from sla_attainment
        where month = $month
        group by customer_id
        having sum(breached + not_measurable) > 0
    ),

    late as (
        select
            customer_id,
            sum(- remaining_seconds) as late_seconds,
            sum(least_elapsed_seconds - target_seconds) as least_late_seconds,
        from sla_clocks
        where month = $month and outcome = 'breached'
        group by customer_id
    ),

    grave as (
        select customer_id, count(*) as major_findings,
        from findings
        where month = $month and severity = 'major'
        group by customer_id
    ),

    risks as (
        select customer_id, count(*) as likely_misses,
        from clock_risks
        where chance_of_miss > 0.5
        group by customer_id
    ),

    quotas as (
        select customer_id, max(exhaustion_probability) as quota_chance,
        from quota_forecasts
        group by customer_id
    ),

    leaving as (
        select customer_id, arg_max(stage, requested_on) as exit_stage,
        from exits
        group by customer_id
    )

select
    counted.customer_id,
    coalesce(customers.name, counted.customer_id) as name,
    cast(counted.missed_p1 as bigint) as missed_p1,
    cast(counted.missed_p2 as bigint) as missed_p2,
    cast(counted.missed as bigint) as missed,
    cast(counted.not_measurable_p1 as bigint) as not_measurable_p1,
    cast(counted.not_measurable_p2 as bigint) as not_measurable_p2,
    cast(counted.not_measurable as bigint) as not_measurable,
    cast(coalesce(late.late_seconds, 0) as bigint) as late_seconds,
    cast(coalesce(late.least_late_seconds, 0) as bigint) as least_late_seconds,
    cast(counted.met as bigint) as met,
    cast(counted.decided as bigint) as decided,
    counted.attainment_least,
    counted.attainment_most,
    -- Wilson's score, as sla_attainment has it; none met: the low end is 0.
    if(
        counted.met = 0,
        0,
        (
            attainment_least
            + spread / 2
            - sqrt(
                spread
                * (attainment_least * (1 - attainment_least) + spread / 4)
            )
        )
        / (1 + spread)
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
    coalesce(grave.major_findings, 0) as major_findings,
    coalesce(risks.likely_misses, 0) as likely_misses,
    quotas.quota_chance,
    leaving.exit_stage,
from counted
left join customers on counted.customer_id = customers.customer_id
left join late on counted.customer_id = late.customer_id
left join grave on counted.customer_id = grave.customer_id
left join risks on counted.customer_id = risks.customer_id
left join quotas on counted.customer_id = quotas.customer_id
left join leaving on counted.customer_id = leaving.customer_id
order by
    missed_p1 desc,
    missed_p2 desc,
    late_seconds desc,
    not_measurable_p1 desc,
    not_measurable_p2 desc,
    not_measurable desc,
    counted.customer_id
