with
    in_force as (
        select
            customer_id,
            agreement_id,
            time_zone,
            greatest(from_epoch, live_epoch) as from_epoch,
            least(until_epoch, {{ as_of_epoch() }}) as until_epoch
        from {{ ref("int_agreements_in_force") }}
    ),

    zone_days as (select * from {{ ref("stg_zone_days") }}),

    zone_months as (
        select
            time_zone,
            {{ month_of("local_date") }} as month,
            min(starts_epoch) as starts_epoch,
            max(ends_epoch) as ends_epoch
        from zone_days
        group by time_zone, {{ month_of("local_date") }}
    ),

    live as (
        select
            in_force.customer_id,
            in_force.agreement_id,
            zone_months.month,
            greatest(
                in_force.from_epoch, zone_months.starts_epoch
            ) as from_epoch,
            least(in_force.until_epoch, zone_months.ends_epoch) as until_epoch
        from in_force
        inner join
            zone_months
            on in_force.time_zone = zone_months.time_zone
            and in_force.from_epoch < zone_months.ends_epoch
            and in_force.until_epoch > zone_months.starts_epoch
        where in_force.from_epoch < in_force.until_epoch
    )

select *
from live
