with
    missed as (
        select *
        from {{ ref("int_update_years") }}
        where is_judged and is_over and is_live_all_year and updates = 0
    ),

    terms as (select * from {{ ref("int_standing_terms") }}),

    zone_days as (select * from {{ ref("stg_zone_days") }}),

    -- Broken with the last second of the year, on the customer's clocks.
    ended as (
        select
            missed.customer_id,
            missed.calendar_year,
            max(zone_days.ends_epoch) - 1 as ended_epoch
        from missed
        inner join terms on missed.customer_id = terms.customer_id
        inner join
            zone_days
            on terms.time_zone = zone_days.time_zone
            and make_date(missed.calendar_year, 12, 31) = zone_days.local_date
            and terms.from_epoch < zone_days.ends_epoch
            and terms.until_epoch >= zone_days.ends_epoch
        group by missed.customer_id, missed.calendar_year
    ),

    broken as (
        select
            'CHG-7' as rule_id,
            customer_id,
            'customers' as entity,
            customer_id as entity_id,
            cast(calendar_year as string) as part,
            ended_epoch as occurred_epoch,
            false as is_grave,
            'In '
            || cast(calendar_year as string)
            || ' no update of the installed software was completed in '
            || 'production; at least one is owed in every calendar year.'
            as message
        from ended
    )

select *
from broken
