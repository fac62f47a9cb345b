with
    agreements as (select * from {{ ref("stg_agreements") }}),

    calendars as (select * from {{ ref("stg_calendars") }}),

    zone_days as (select * from {{ ref("stg_zone_days") }}),

    covered as (
        select min(local_date) as first_on, max(local_date) as last_on
        from zone_days
    ),

    dated as (
        select
            *,
            least(ends_on, coalesce(terminated_on, ends_on)) as last_day_on,
            coalesce(go_live_on, starts_on) as live_on
        from agreements
    ),

    -- No instant lies in the first or the last day covered: they stand for
    -- all before and after.
    placed as (
        select
            dated.*,
            least(
                greatest(dated.starts_on, covered.first_on), covered.last_on
            ) as start_date,
            least(
                greatest(dated.last_day_on, covered.first_on), covered.last_on
            ) as end_date,
            least(
                greatest(dated.live_on, covered.first_on), covered.last_on
            ) as live_date
        from dated
        cross join covered
    ),

    resolved as (
        select
            placed.agreement_id,
            placed.customer_id,
            calendars.calendar_id,
            placed.time_zone,
            placed.support_region,
            calendars.opens_at,
            calendars.closes_at,
            placed.working_days,
            placed.starts_on,
            placed.last_day_on,
            placed.go_live_on,
            first_day.starts_epoch,
            last_day.ends_epoch,
            live_day.starts_epoch as live_epoch
        from placed
        inner join
            calendars
            on placed.time_zone = calendars.time_zone
            and placed.support_region = calendars.support_region
            and {{ opening_hour("placed.opens_at") }} = calendars.opens_at
            and {{ closing_hour("placed.closes_at") }} = calendars.closes_at
            and placed.working_days = calendars.working_days
        inner join
            zone_days as first_day
            on placed.time_zone = first_day.time_zone
            and placed.start_date = first_day.local_date
        inner join
            zone_days as last_day
            on placed.time_zone = last_day.time_zone
            and placed.end_date = last_day.local_date
        inner join
            zone_days as live_day
            on placed.time_zone = live_day.time_zone
            and placed.live_date = live_day.local_date
    )

select *
from resolved
