with
    customers as (select * from {{ ref("stg_customers") }}),

    terms as (
        select *
        from {{ ref("int_standing_terms") }}
        where
            from_epoch <= {{ as_of_epoch() }}
            and until_epoch > {{ as_of_epoch() }}
    ),

    zone_days as (
        select *
        from {{ ref("stg_zone_days") }}
        where
            starts_epoch <= {{ as_of_epoch() }}
            and ends_epoch > {{ as_of_epoch() }}
    ),

    dated as (
        select
            customers.customer_id,
            coalesce(
                zone_days.local_date, cast({{ as_of() }} as date)
            ) as as_of_on
        from customers
        left join terms on customers.customer_id = terms.customer_id
        left join zone_days on terms.time_zone = zone_days.time_zone
    )

select *
from dated
