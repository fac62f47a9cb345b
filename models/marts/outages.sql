with
    outages as (select * from {{ ref("int_outages") }}),

    told as (
        select
            customer_id,
            month,
            {{ instant("from_epoch") }} as started_at,
            {{ instant("until_epoch") }} as ended_at,
            tickets,
            seconds,
            excluded_seconds,
            seconds - excluded_seconds as downtime_seconds,
            excluded_for,
            rests_on_bounds
        from outages
    )

select *
from told
