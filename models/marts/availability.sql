with
    live as (select * from {{ ref("int_live_months") }}),

    outages as (select * from {{ ref("outages") }}),

    agreements as (select * from {{ ref("stg_agreements") }}),

    -- Of two agreements in a month the later one's target holds.
    ordered as (
        select
            *,
            row_number() over (
                partition by customer_id, month order by from_epoch desc
            ) as place
        from live
    ),

    months as (
        select
            customer_id,
            month,
            cast(sum(until_epoch - from_epoch) as bigint) as seconds,
            max(case when place = 1 then agreement_id end) as agreement_id
        from ordered
        group by customer_id, month
    ),

    down as (
        select
            customer_id,
            month,
            count(*) as outages,
            cast(sum(downtime_seconds) as bigint) as downtime_seconds,
            cast(sum(excluded_seconds) as bigint) as excluded_seconds,
            max(case when rests_on_bounds then 1 else 0 end)
            = 1 as rests_on_bounds
        from outages
        group by customer_id, month
    ),

    measured as (
        select
            months.customer_id,
            months.month,
            months.seconds,
            coalesce(down.downtime_seconds, 0) as downtime_seconds,
            coalesce(down.excluded_seconds, 0) as excluded_downtime_seconds,
            1
            - {{ fraction("coalesce(down.downtime_seconds, 0)") }}
            / months.seconds as availability,
            agreements.availability_target_pct,
            coalesce(down.outages, 0) as outages,
            coalesce(down.rests_on_bounds, false) as rests_on_bounds,
            months.agreement_id
        from months
        left join
            down
            on months.customer_id = down.customer_id
            and months.month = down.month
        left join agreements on months.agreement_id = agreements.agreement_id
    ),

    compared as (
        select
            customer_id,
            month,
            seconds,
            downtime_seconds,
            excluded_downtime_seconds,
            availability,
            availability_target_pct / 100 as target,
            -- Of 30 days 99.9 % leave 2,592 seconds, whatever binary
            -- fractions make of it.
            downtime_seconds * 100
            <= round(seconds * (100 - availability_target_pct), 6) as is_met,
            outages,
            agreement_id,
            rests_on_bounds
        from measured
    )

select *
from compared
