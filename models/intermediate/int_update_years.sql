with
    in_force as (select * from {{ ref("int_agreements_in_force") }}),

    zone_days as (select * from {{ ref("stg_zone_days") }}),

    changes as (select * from {{ ref("int_changes") }}),

    -- From the first live instant of each agreement to its last.
    live as (
        select
            in_force.customer_id,
            greatest(first_day.local_date, live_day.local_date) as first_on,
            last_day.local_date as last_on
        from in_force
        inner join
            zone_days as first_day
            on in_force.time_zone = first_day.time_zone
            and in_force.from_epoch >= first_day.starts_epoch
            and in_force.from_epoch < first_day.ends_epoch
        inner join
            zone_days as live_day
            on in_force.time_zone = live_day.time_zone
            and in_force.live_epoch >= live_day.starts_epoch
            and in_force.live_epoch < live_day.ends_epoch
        inner join
            zone_days as last_day
            on in_force.time_zone = last_day.time_zone
            and in_force.until_epoch - 1 >= last_day.starts_epoch
            and in_force.until_epoch - 1 < last_day.ends_epoch
        where in_force.live_epoch < in_force.until_epoch
    ),

    today as (
        select terms.customer_id, zone_days.local_date
        from {{ ref("int_standing_terms") }} as terms
        inner join
            zone_days
            on terms.time_zone = zone_days.time_zone
            and zone_days.starts_epoch <= {{ as_of_epoch() }}
            and zone_days.ends_epoch > {{ as_of_epoch() }}
        where
            terms.from_epoch <= {{ as_of_epoch() }}
            and terms.until_epoch > {{ as_of_epoch() }}
    ),

    begun as (
        select live.customer_id, live.first_on, live.last_on, today.local_date
        from live
        inner join today on live.customer_id = today.customer_id
        where live.first_on <= today.local_date
    ),

    listed as (
        select
            *,
            {{
                each_whole_number(
                    "year(first_on)", "year(least(last_on, local_date))"
                )
            }} as calendar_year
        from begun
    ),

    cut as (
        select
            customer_id,
            cast(calendar_year as bigint) as calendar_year,
            local_date,
            greatest(first_on, make_date(calendar_year, 1, 1)) as first_on,
            least(
                last_on, local_date, make_date(calendar_year, 12, 31)
            ) as last_on
        from listed
    ),

    -- Days that an earlier span of the year reaches already count once.
    reached as (
        select
            *,
            max(last_on) over (
                partition by customer_id, calendar_year
                order by first_on, last_on
                rows between unbounded preceding and 1 preceding
            ) as reached_on
        from cut
    ),

    years as (
        select
            customer_id,
            calendar_year,
            max(local_date) as today_on,
            cast(
                sum(
                    greatest(
                        0,
                        {{
                            days_between(
                                "greatest(first_on, coalesce("
                                ~ days_on("reached_on", 1)
                                ~ ", first_on))",
                                "last_on",
                            )
                        }} + 1
                    )
                ) as bigint
            ) as live_days,
            max(last_on) as last_live_on
        from reached
        group by customer_id, calendar_year
    ),

    updates as (
        select
            customer_id,
            year(ended_on) as calendar_year,
            count(*) as updates,
            max(ended_on) as updated_on
        from changes
        where
            reason = 'service_update'
            and environment = 'production'
            and outcome = 'successful'
            and ended_on is not null
        group by customer_id, year(ended_on)
    ),

    -- One delivery of changes that says how they ended is enough for all.
    supplied as (
        select count(*) > 0 as is_judged
        from {{ ref("int_supplies") }}
        where has_changes_ended_at and has_changes_outcome
    ),

    told as (
        select
            years.customer_id,
            years.calendar_year,
            years.live_days,
            coalesce(updates.updates, 0) as updates,
            updates.updated_on,
            years.calendar_year < year(years.today_on) as is_over,
            case
                when
                    years.calendar_year = year(years.today_on)
                    and years.last_live_on >= years.today_on
                then
                    {{
                        days_between(
                            "years.today_on",
                            "make_date(years.calendar_year, 12, 31)",
                        )
                    }}
            end as days_left,
            years.live_days
            = {{
                days_between(
                    "make_date(years.calendar_year, 1, 1)",
                    "make_date(years.calendar_year, 12, 31)",
                )
            }} + 1 as is_live_all_year,
            supplied.is_judged
        from years
        cross join supplied
        left join
            updates
            on years.customer_id = updates.customer_id
            and years.calendar_year = updates.calendar_year
    )

select *
from told
