-- One row per metric of a customer's month: the share met beside that of the
-- twelve months before, and the 95 % interval of their difference
-- (Newcombe's, of two Wilson intervals). Without a clock on either side no
-- difference. Where clocks could not be measured each share is a range
-- (CLK-13): the difference is looked at where it is least and where it is
-- most, and the standing is not known where the two do not agree.
with
    metrics as (
        select metric
        from (values ('response'), ('restoration')) as metrics(metric)
    ),

    counted as (
        select
            metrics.metric,
            cast(
                coalesce(sum(met) filter (where month = $month), 0) as bigint
            ) as met,
            cast(
                coalesce(
                    sum(decided) filter (where month = $month), 0
                ) as bigint
            ) as decided,
            cast(
                coalesce(
                    sum(not_measurable) filter (where month = $month), 0
                ) as bigint
            ) as not_measurable,
            cast(
                coalesce(sum(met) filter (where month < $month), 0) as bigint
            ) as met_before,
            cast(
                coalesce(
                    sum(decided) filter (where month < $month), 0
                ) as bigint
            ) as decided_before,
            cast(
                coalesce(
                    sum(not_measurable) filter (where month < $month), 0
                ) as bigint
            ) as not_measurable_before,
            count(distinct month) filter (
                where month < $month and decided + not_measurable > 0
            ) as months_before,
        from metrics
        left join
            sla_attainment as attainment
            on metrics.metric = attainment.metric
            and attainment.customer_id = $customer_id
            and attainment.month
            between cast($month as date) - interval 12 months and $month
        group by metrics.metric
    ),

    ends as (
        select
            counted.*,
            ends.is_least,
            decided + not_measurable as clocks,
            decided_before + not_measurable_before as clocks_before,
            (met + if(ends.is_least, 0, not_measurable))
            / nullif(decided + not_measurable, 0) as share,
            (met_before + if(ends.is_least, not_measurable_before, 0))
            / nullif(decided_before + not_measurable_before, 0) as share_before,
            1.959963984540054 as z,
        from counted
        cross join (values (true), (false)) as ends(is_least)
    ),

    bounded as (
        select
            *,
            (share + z * z / (2 * clocks)) / (1 + z * z / clocks) as centre,
            z
            / (1 + z * z / clocks)
            * sqrt(
                share * (1 - share) / clocks + z * z / (4 * clocks * clocks)
            ) as half_width,
            (share_before + z * z / (2 * clocks_before))
            / (1 + z * z / clocks_before) as centre_before,
            z
            / (1 + z * z / clocks_before)
            * sqrt(
                share_before * (1 - share_before) / clocks_before
                + z * z / (4 * clocks_before * clocks_before)
            ) as half_width_before,
        from ends
    ),

    compared as (
        select
            *,
            share
            - share_before
            - sqrt(
                pow(share - centre + half_width, 2)
                + pow(centre_before + half_width_before - share_before, 2)
            ) as difference_low,
            share
            - share_before
            + sqrt(
                pow(centre + half_width - share, 2)
                + pow(share_before - centre_before + half_width_before, 2)
            ) as difference_high,
        from bounded
    ),

    standings as (
        select
            *,
            case
                when difference_low > 0
                then 'better'
                when difference_high < 0
                then 'worse'
                when difference_low is not null
                then 'alike'
            end as standing,
        from compared
    )

select
    metric,
    met,
    decided,
    not_measurable,
    decided - met as breached,
    max(share) filter (where is_least) as share_least,
    max(share) filter (where not is_least) as share_most,
    met_before,
    decided_before,
    not_measurable_before,
    months_before,
    max(share_before) filter (where not is_least) as share_before_least,
    max(share_before) filter (where is_least) as share_before_most,
    max(difference_low) filter (where is_least) as difference_low,
    max(difference_high) filter (where not is_least) as difference_high,
    case
        when min(standing) = max(standing)
        then min(standing)
        when min(standing) is not null
        then 'not known'
    end as standing,
from standings
group by all
order by metric
