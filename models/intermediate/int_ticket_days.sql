with
    openings as (select * from {{ ref("int_ticket_openings") }}),

    terms as (select * from {{ ref("int_standing_terms") }}),

    zone_days as (select * from {{ ref("stg_zone_days") }}),

    -- A local date is the UTC date, the one before or the one after.
    neighbours as (
        select -1 as days_on
        union all
        select 0 as days_on
        union all
        select 1 as days_on
    ),

    placed as (
        select
            openings.ticket_id,
            openings.customer_id,
            openings.opened_epoch,
            terms.agreement_id,
            terms.calendar_id,
            terms.time_zone,
            cast({{ instant("openings.opened_epoch") }} as date) as utc_date
        from openings
        left join
            terms
            on openings.customer_id = terms.customer_id
            and openings.opened_epoch >= terms.from_epoch
            and openings.opened_epoch < terms.until_epoch
    ),

    dated as (
        select placed.ticket_id, max(zone_days.local_date) as local_date
        from placed
        cross join neighbours
        inner join
            zone_days
            on placed.time_zone = zone_days.time_zone
            and placed.utc_date + neighbours.days_on = zone_days.local_date
            and placed.opened_epoch >= zone_days.starts_epoch
            and placed.opened_epoch < zone_days.ends_epoch
        group by placed.ticket_id
    ),

    days as (
        select
            placed.ticket_id,
            placed.customer_id,
            placed.opened_epoch,
            placed.agreement_id,
            placed.calendar_id,
            placed.time_zone,
            coalesce(dated.local_date, placed.utc_date) as opened_on
        from placed
        left join dated on placed.ticket_id = dated.ticket_id
    )

select *
from days
