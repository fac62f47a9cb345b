{# The rows of the whole portfolio bear this in place of a customer. #}
{% set everybody = "''" %}

with
    watched as (select * from {{ ref("int_clock_fiftieths") }}),

    fiftieths as ({{ whole_numbers(51) }}),

    grouped as (
        select
            customer_id,
            metric,
            kind,
            priority,
            fate,
            last_fiftieth,
            rest_fiftieth,
            count(*) as clocks
        from watched
        group by
            customer_id,
            metric,
            kind,
            priority,
            fate,
            last_fiftieth,
            rest_fiftieth
    ),

    -- Every clock from its start; and, apart, those that waited for their
    -- customer, from then on: they end otherwise than the rest.
    paths as (
        select
            customer_id,
            metric,
            kind,
            priority,
            false as has_rested,
            0 as first_fiftieth,
            last_fiftieth,
            fate,
            clocks
        from grouped
        union all
        select
            customer_id,
            metric,
            kind,
            priority,
            true as has_rested,
            rest_fiftieth as first_fiftieth,
            last_fiftieth,
            fate,
            clocks
        from grouped
        where rest_fiftieth is not null
    ),

    -- A chance is asked for open clocks only.
    asked as (
        select distinct customer_id, metric, kind, priority
        from paths
        where fate = 'cut_off'
    ),

    owned as (
        select paths.*
        from paths
        inner join
            asked
            on paths.customer_id = asked.customer_id
            and paths.metric = asked.metric
            and paths.kind = asked.kind
            and paths.priority = asked.priority
        union all
        select
            {{ everybody }} as customer_id,
            metric,
            kind,
            priority,
            has_rested,
            first_fiftieth,
            last_fiftieth,
            fate,
            clocks
        from paths
    ),

    moves as (
        select
            customer_id,
            metric,
            kind,
            priority,
            has_rested,
            first_fiftieth as fiftieth,
            clocks as came,
            0 as went,
            0 as ended,
            0 as cut_off
        from owned
        union all
        select
            customer_id,
            metric,
            kind,
            priority,
            has_rested,
            last_fiftieth as fiftieth,
            0 as came,
            clocks as went,
            case when fate = 'ended' then clocks else 0 end as ended,
            case when fate = 'cut_off' then clocks else 0 end as cut_off
        from owned
    ),

    counted as (
        select
            customer_id,
            metric,
            kind,
            priority,
            has_rested,
            fiftieth,
            sum(came) as came,
            sum(went) as went,
            sum(ended) as ended,
            sum(cut_off) as cut_off
        from moves
        group by customer_id, metric, kind, priority, has_rested, fiftieth
    ),

    sorts as (
        select distinct customer_id, metric, kind, priority, has_rested
        from counted
    ),

    gridded as (
        select
            sorts.*,
            fiftieths.number as fiftieth,
            coalesce(counted.came, 0) as came,
            coalesce(counted.went, 0) as went,
            coalesce(counted.ended, 0) as ended,
            coalesce(counted.cut_off, 0) as cut_off
        from sorts
        cross join fiftieths
        left join
            counted
            on sorts.customer_id = counted.customer_id
            and sorts.metric = counted.metric
            and sorts.kind = counted.kind
            and sorts.priority = counted.priority
            and sorts.has_rested = counted.has_rested
            and fiftieths.number = counted.fiftieth
    ),

    -- A clock that comes or is cut off within a fiftieth counts half there.
    at_risk as (
        select
            *,
            sum(came - went) over (
                partition by customer_id, metric, kind, priority, has_rested
                order by fiftieth
                rows between unbounded preceding and current row
            )
            + went
            - cut_off / 2.0
            - case
                when fiftieth > 0 then came / 2.0 else 0
            end as clocks_at_risk
        from gridded
    )

select
    customer_id,
    metric,
    kind,
    priority,
    has_rested,
    cast(fiftieth as bigint) as fiftieth,
    cast(ended as double) as ended,
    cast(clocks_at_risk as double) as clocks_at_risk
from at_risk
where fiftieth < 50
