{# A 95 % interval in standard deviations, for Wilson's score (CLK-11). #}
{% set deviations = 1.959963984540054 %}
{% set z = fraction(deviations) %}
{% set z_squared = fraction(deviations * deviations) %}

with
    clocks as (select * from {{ ref("sla_clocks") }} where month is not null),

    counted as (
        select
            customer_id,
            month,
            metric,
            priority,
            cast(
                sum(case when outcome = 'met' then 1 else 0 end) as bigint
            ) as met,
            cast(
                sum(case when outcome = 'breached' then 1 else 0 end) as bigint
            ) as breached,
            cast(
                sum(case when outcome = 'excluded' then 1 else 0 end) as bigint
            ) as excluded,
            cast(
                sum(
                    case when outcome = 'not_measurable' then 1 else 0 end
                ) as bigint
            ) as not_measurable
        from clocks
        group by customer_id, month, metric, priority
    ),

    shared as (
        select
            *,
            met + breached as decided,
            cast(met as double) / nullif(met + breached, 0) as attainment,
            -- Were those that cannot be measured all missed, or all met.
            cast(met as double)
            / nullif(met + breached + not_measurable, 0) as attainment_least,
            cast(met + not_measurable as double)
            / nullif(met + breached + not_measurable, 0) as attainment_most
        from counted
    ),

    centred as (
        select
            *,
            1 + {{ z_squared }} / nullif(decided, 0) as scale,
            attainment + {{ z_squared }} / (2 * nullif(decided, 0)) as centre,
            {{ z }} * sqrt(
                attainment * (1 - attainment) / nullif(decided, 0)
                + {{ z_squared }} / (4 * nullif(decided * decided, 0))
            ) as half_width
        from shared
    ),

    bounded as (
        select
            customer_id,
            month,
            metric,
            priority,
            met,
            breached,
            decided,
            attainment,
            -- None missed: the upper end is 1, which rounding would only come
            -- near.
            case
                when decided = 0
                then null
                when met = 0
                then 0
                else (centre - half_width) / scale
            end as attainment_low,
            case
                when decided = 0
                then null
                when breached = 0
                then 1
                else (centre + half_width) / scale
            end as attainment_high,
            excluded,
            not_measurable,
            attainment_least,
            attainment_most
        from centred
    )

select *
from bounded
