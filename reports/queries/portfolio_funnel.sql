-- One row per metric and customer with a decided clock in the month, with the
-- exact binomial limits around the share of all customers: how many of its
-- clocks are met by chance alone in 95 % and in 99.8 % of such months.
with
    counted as (
        select
            metric,
            customer_id,
            cast(sum(met) as bigint) as met,
            cast(sum(decided) as bigint) as decided,
        from sla_attainment
        where month = $month
        group by metric, customer_id
        having sum(decided) > 0
    ),

    shares as (
        select metric, sum(met) / sum(decided) as share,
        from counted
        group by metric
    ),

    sizes as (
        select distinct counted.metric, counted.decided, shares.share,
        from counted
        inner join shares on counted.metric = shares.metric
        where shares.share > 0 and shares.share < 1
    ),

    outcomes as (select *, unnest(range(0, decided + 1)) as hits, from sizes),

    chances as (
        select
            metric,
            decided,
            hits,
            sum(
                exp(
                    lgamma(decided + 1)
                    - lgamma(hits + 1)
                    - lgamma(decided - hits + 1)
                    + hits * ln(share)
                    + (decided - hits) * ln(1 - share)
                )
            ) over (partition by metric, decided order by hits) as up_to
        from outcomes
    ),

    limits as (
        select
            metric,
            decided,
            min(if(up_to >= 0.025, hits, null)) as low_95,
            min(if(up_to >= 0.975, hits, null)) as high_95,
            min(if(up_to >= 0.001, hits, null)) as low_998,
            min(if(up_to >= 0.999, hits, null)) as high_998,
        from chances
        group by metric, decided
    )

select
    counted.metric,
    counted.customer_id,
    coalesce(customers.name, counted.customer_id) as name,
    counted.met,
    counted.decided,
    counted.met / counted.decided as attainment,
    shares.share as portfolio_attainment,
    limits.low_95 / limits.decided as low_95,
    limits.high_95 / limits.decided as high_95,
    limits.low_998 / limits.decided as low_998,
    limits.high_998 / limits.decided as high_998,
    case
        when counted.met < limits.low_998 or counted.met > limits.high_998
        then 'outside 99.8 %'
        when counted.met < limits.low_95 or counted.met > limits.high_95
        then 'outside 95 %'
        else 'within'
    end as standing,
from counted
inner join shares on counted.metric = shares.metric
left join customers on counted.customer_id = customers.customer_id
left join
    limits
    on counted.metric = limits.metric
    and counted.decided = limits.decided
order by counted.metric, counted.decided, counted.customer_id
