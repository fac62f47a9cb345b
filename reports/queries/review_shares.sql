-- One row per metric of a customer's month: the share met beside that of the
-- twelve months before, and the 95 % interval of their difference (Newcombe's,
-- of two Wilson intervals). Without a decided clock on either side no
-- difference.
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
                coalesce(sum(met) filter (where month < $month), 0) as bigint
            ) as met_before,
            cast(
                coalesce(
                    sum(decided) filter (where month < $month), 0
                ) as bigint
            ) as decided_before,
            count(distinct month) filter (
                where month < $month and decided > 0
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

    shared as (
        select
            *,
            met / nullif(decided, 0) as share,
            met_before / nullif(decided_before, 0) as share_before,
            1.959963984540054 as z,
        from counted
    ),

    bounded as (
        select
            *,
            (share + z * z / (2 * decided)) / (1 + z * z / decided) as centre,
            z
            / (1 + z * z / decided)
            * sqrt(
                share * (1 - share) / decided + z * z / (4 * decided * decided)
            ) as half_width,
            (share_before + z * z / (2 * decided_before))
            / (1 + z * z / decided_before) as centre_before,
            z
            / (1 + z * z / decided_before)
            * sqrt(
                share_before * (1 - share_before) / decided_before
                + z * z / (4 * decided_before * decided_before)
            ) as half_width_before,
        from shared
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
    )

select
    metric,
    met,
    decided,
    decided - met as breached,
    share,
    met_before,
    decided_before,
    months_before,
    share_before,
    difference_low,
    difference_high,
    case
        when difference_low > 0
        then 'better'
        when difference_high < 0
        then 'worse'
        when difference_low is not null
        then 'alike'
    end as standing,
from compared
order by metric
