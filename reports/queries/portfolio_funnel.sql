-- One row per metric and customer with a clock that has a verdict in the
-- month, and one per metric and size of a grid (without a customer) to draw
-- the limits by: how many of so many clocks are met, at the share of all, by
-- chance alone in 95 % and in 99.8 % of such months. The limits are those of
-- the binomial distribution, smoothed between whole clocks by how far the one
-- beyond passes them: outside are just those whose tail is less likely than
-- the limit says. The share of all is that of the customers all of whose
-- clocks could be measured. Of another customer the standing is said where it
-- is the same with none and with all of the rest met, else it is not known
-- (CLK-13).
with
    counted as (
        select
            metric,
            customer_id,
            cast(sum(met) as bigint) as met,
            cast(sum(decided) as bigint) as decided,
            cast(sum(not_measurable) as bigint) as not_measurable,
            cast(sum(decided + not_measurable) as bigint) as clocks,
        from sla_attainment
        where month = $month
        group by metric, customer_id
        having sum(decided + not_measurable) > 0
    ),

    shares as (
        select
            metric,
            sum(met) filter (where not_measurable = 0)
            / sum(decided) filter (where not_measurable = 0) as share,
            count(*) as customers,
            max(clocks) as largest,
        from counted
        group by metric
    ),

    grid as (
        select distinct
            shares.metric,
            cast(
                round(power(shares.largest, steps.step / 60)) as bigint
            ) as clocks,
        from shares
        cross join range(0, 61) as steps(step)
    ),

    points as (
        select metric, customer_id, met, decided, not_measurable, clocks
        from counted
        union all
        select metric, null, null, null, null, clocks
        from grid
    ),

    sizes as (
        select distinct points.metric, points.clocks, shares.share,
        from points
        inner join shares on points.metric = shares.metric
        where shares.share > 0 and shares.share < 1
    ),

    outcomes as (select *, unnest(range(0, clocks + 1)) as hits, from sizes),

    likelihoods as (
        select
            *,
            exp(
                lgamma(clocks + 1)
                - lgamma(hits + 1)
                - lgamma(clocks - hits + 1)
                + hits * ln(share)
                + (clocks - hits) * ln(1 - share)
            ) as likelihood,
        from outcomes
    ),

    chances as (
        select
            *,
            sum(likelihood) over (
                partition by metric, clocks order by hits
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
            chances.clocks,
            levels.within,
            levels.tail,
            arg_min(chances, chances.hits) filter (
                where chances.up_to >= levels.tail
            ) as low,
            arg_min(chances, chances.hits) filter (
                where
                    chances.up_to > 1 - levels.tail
                    or chances.hits = chances.clocks
            ) as high,
        from chances
        cross join levels
        group by all
    ),

    limits as (
        select
            metric,
            clocks,
            within,
            greatest(
                low.hits - (low.up_to - tail) / low.likelihood, 0
            ) as low_limit,
            least(
                high.hits
                + (1 - tail - high.up_to + high.likelihood) / high.likelihood,
                clocks
            ) as high_limit,
            low.hits as low_hits,
            high.hits as high_hits,
            low.up_to - low.likelihood + 1 - high.up_to as chance_outside,
        from ends
    ),

    sides as (
        select
            metric,
            clocks,
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
        group by metric, clocks
    ),

    judged as (
        select
            points.*,
            shares.share,
            shares.customers,
            sides.low_95,
            sides.high_95,
            sides.low_998,
            sides.high_998,
            sides.chance_95,
            sides.chance_998,
            case
                when points.customer_id is null
                then null
                when points.met + points.not_measurable < sides.fewest_998
                then 'below 99.8 %'
                when points.met > sides.most_998
                then 'above 99.8 %'
                when points.met + points.not_measurable < sides.fewest_95
                then 'below 95 %'
                when points.met > sides.most_95
                then 'above 95 %'
                when
                    points.not_measurable = 0
                    or points.met >= sides.fewest_95
                    and points.met + points.not_measurable <= sides.most_95
                then 'within'
                else 'not known'
            end as standing,
        from points
        inner join shares on points.metric = shares.metric
        left join
            sides
            on points.metric = sides.metric
            and points.clocks = sides.clocks
    )

select
    judged.metric,
    judged.customer_id,
    coalesce(customers.name, judged.customer_id) as name,
    judged.met,
    judged.decided,
    judged.not_measurable,
    judged.clocks,
    case
        when judged.not_measurable = 0 then judged.met / judged.decided
    end as attainment,
    judged.met / judged.clocks as attainment_least,
    (judged.met + judged.not_measurable) / judged.clocks as attainment_most,
    judged.share as portfolio_attainment,
    judged.customers,
    coalesce(judged.low_95, 0) / judged.clocks as low_95,
    coalesce(judged.high_95, judged.clocks) / judged.clocks as high_95,
    coalesce(judged.low_998, 0) / judged.clocks as low_998,
    coalesce(judged.high_998, judged.clocks) / judged.clocks as high_998,
    judged.standing,
    -- How many customers of these sizes chance alone puts outside.
    sum(
        if(
            coalesce(judged.standing, 'not known') = 'not known',
            0,
            coalesce(judged.chance_95, 0)
        )
    ) over (partition by judged.metric) as expected_outside_95,
    sum(
        if(
            coalesce(judged.standing, 'not known') = 'not known',
            0,
            coalesce(judged.chance_998, 0)
        )
    ) over (partition by judged.metric) as expected_outside_998,
from judged
left join customers on judged.customer_id = customers.customer_id
order by
    judged.metric,
    attainment_least - portfolio_attainment nulls last,
    judged.clocks,
    judged.customer_id
