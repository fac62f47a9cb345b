-- One row per metric and customer with a decided clock in the month, and one
-- per
-- metric and size of a grid (without a customer) to draw the limits by: how
-- many
-- of so many clocks are met, at the share of all, by chance alone in 95 % and
-- in
-- 99.8 % of such months. The limits are those of the binomial distribution,
-- smoothed between whole clocks by how far the one beyond passes them: outside
-- are just those whose tail is less likely than the limit says.
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
        select
            metric,
            sum(met) / sum(decided) as share,
            count(*) as customers,
            max(decided) as largest,
        from counted
        group by metric
    ),

    grid as (
        select distinct
            shares.metric,
            cast(
                round(power(shares.largest, steps.step / 60)) as bigint
            ) as decided,
        from shares
        cross join range(0, 61) as steps(step)
    ),

    points as (
        select metric, customer_id, met, decided
        from counted
        union all
        select metric, null, null, decided
        from grid
    ),

    sizes as (
        select distinct points.metric, points.decided, shares.share,
        from points
        inner join shares on points.metric = shares.metric
        where shares.share > 0 and shares.share < 1
    ),

    outcomes as (select *, unnest(range(0, decided + 1)) as hits, from sizes),

    likelihoods as (
        select
            *,
            exp(
                lgamma(decided + 1)
                - lgamma(hits + 1)
                - lgamma(decided - hits + 1)
                + hits * ln(share)
                + (decided - hits) * ln(1 - share)
            ) as likelihood,
        from outcomes
    ),

    chances as (
        select
            *,
            sum(likelihood) over (
                partition by metric, decided order by hits
            ) as up_to,
        from likelihoods
    ),

    levels as (
        select within, (1 - within) / 2 as tail
        from (values (0.95), (0.998)) as shares_within(within)
    ),

    ends as (
        select
            chances.metric,
            chances.decided,
            levels.within,
            levels.tail,
            arg_min(chances, chances.hits) filter (
                where chances.up_to >= levels.tail
            ) as low,
            arg_min(chances, chances.hits) filter (
                where
                    chances.up_to > 1 - levels.tail
                    or chances.hits = chances.decided
            ) as high,
        from chances
        cross join levels
        group by all
    ),

    limits as (
        select
            metric,
            decided,
            within,
            greatest(
                low.hits - (low.up_to - tail) / low.likelihood, 0
            ) as low_limit,
            least(
                high.hits
                + (1 - tail - high.up_to + high.likelihood) / high.likelihood,
                decided
            ) as high_limit,
            low.hits as low_hits,
            high.hits as high_hits,
            low.up_to - low.likelihood + 1 - high.up_to as chance_outside,
        from ends
    ),

    sides as (
        select
            metric,
            decided,
            max(if(within = 0.95, low_limit, null)) as low_95,
            max(if(within = 0.95, high_limit, null)) as high_95,
            max(if(within = 0.95, low_hits, null)) as fewest_95,
            max(if(within = 0.95, high_hits, null)) as most_95,
            max(if(within = 0.95, chance_outside, null)) as chance_95,
            max(if(within = 0.998, low_limit, null)) as low_998,
            max(if(within = 0.998, high_limit, null)) as high_998,
            max(if(within = 0.998, low_hits, null)) as fewest_998,
            max(if(within = 0.998, high_hits, null)) as most_998,
            max(if(within = 0.998, chance_outside, null)) as chance_998,
        from limits
        group by metric, decided
    )

select
    points.metric,
    points.customer_id,
    coalesce(customers.name, points.customer_id) as name,
    points.met,
    points.decided,
    points.met / points.decided as attainment,
    shares.share as portfolio_attainment,
    shares.customers,
    coalesce(sides.low_95, 0) / points.decided as low_95,
    coalesce(sides.high_95, points.decided) / points.decided as high_95,
    coalesce(sides.low_998, 0) / points.decided as low_998,
    coalesce(sides.high_998, points.decided) / points.decided as high_998,
    case
        when points.customer_id is null
        then null
        when points.met < sides.fewest_998
        then 'below 99.8 %'
        when points.met > sides.most_998
        then 'above 99.8 %'
        when points.met < sides.fewest_95
        then 'below 95 %'
        when points.met > sides.most_95
        then 'above 95 %'
        else 'within'
    end as standing,
    -- How many customers of these sizes chance alone puts outside.
    sum(if(points.customer_id is null, 0, coalesce(sides.chance_95, 0))) over (
        partition by points.metric
    ) as expected_outside_95,
    sum(if(points.customer_id is null, 0, coalesce(sides.chance_998, 0))) over (
        partition by points.metric
    ) as expected_outside_998,
from points
inner join shares on points.metric = shares.metric
left join customers on points.customer_id = customers.customer_id
left join
    sides on points.metric = sides.metric and points.decided = sides.decided
order by
    points.metric,
    attainment - portfolio_attainment nulls last,
    points.decided,
    points.customer_id
