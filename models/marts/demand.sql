{#- Of a group of tickets its count, or its days, by what they have in common. -#}
{% set group = [
    "customer_id",
    "kind",
    "environment",
    "priority",
    "category",
] | join(", ") %}

with
    known as (
        select * from {{ ref("int_known_tickets") }} where kind is not null
    ),

    customers as (select * from {{ ref("customers") }}),

    todays as (
        select time_zone, local_date as as_of_on
        from {{ ref("stg_zone_days") }}
        where
            starts_epoch <= {{ as_of_epoch() }}
            and ends_epoch > {{ as_of_epoch() }}
    ),

    -- Few beside the tickets: all that follows is of these.
    cohorts as (
        select
            {{ group }},
            opened_month,
            {{ month_of("ended_on") }} as ended_month,
            is_cancelled,
            count(*) as tickets,
            min(opened_on) as oldest_opened_on,
            cast(
                sum({{ days_between("opened_month", "opened_on") }}) as bigint
            ) as days_into_month
        from known
        group by
            {{ group }}, opened_month, {{ month_of("ended_on") }}, is_cancelled
    ),

    looked_at as (
        select
            customers.customer_id,
            coalesce(
                todays.as_of_on, cast({{ instant(as_of_epoch()) }} as date)
            ) as as_of_on
        from customers
        left join todays on customers.time_zone = todays.time_zone
    ),

    dated as (
        select
            cohorts.*,
            looked_at.as_of_on,
            -- A zone that was given up may have been a month ahead.
            coalesce(
                {{ months_on("cohorts.ended_month", "-1") }},
                greatest(
                    {{ month_of("looked_at.as_of_on") }}, cohorts.opened_month
                )
            ) as last_open_month
        from cohorts
        inner join looked_at on cohorts.customer_id = looked_at.customer_id
    ),

    open_months as (
        select
            *,
            {{
                each_whole_number(
                    "0",
                    "cast("
                    ~ month_number("last_open_month")
                    ~ " - "
                    ~ month_number("opened_month")
                    ~ " as integer)",
                )
            }} as months_before
        from dated
        where last_open_month >= opened_month
    ),

    open_at_end as (
        select *, {{ months_on("opened_month", "months_before") }} as open_month
        from open_months
    ),

    aged as (
        select
            *,
            least(
                {{ days_on(months_on("open_month", "1"), -1) }},
                greatest(as_of_on, oldest_opened_on)
            ) as looked_at_on
        from open_at_end
    ),

    moves as (
        select
            {{ group }},
            opened_month as month,
            tickets as opened,
            0 as restored,
            0 as cancelled,
            0 as backlog,
            0 as backlog_from_before,
            0 as backlog_days,
            cast(null as date) as oldest_opened_on
        from cohorts
        union all
        select
            {{ group }},
            ended_month as month,
            0 as opened,
            case when is_cancelled then 0 else tickets end as restored,
            case when is_cancelled then tickets else 0 end as cancelled,
            0 as backlog,
            0 as backlog_from_before,
            0 as backlog_days,
            cast(null as date) as oldest_opened_on
        from cohorts
        where ended_month is not null
        union all
        select
            {{ group }},
            open_month as month,
            0 as opened,
            0 as restored,
            0 as cancelled,
            tickets as backlog,
            case
                when months_before > 0 then tickets else 0
            end as backlog_from_before,
            tickets * {{ days_between("opened_month", "looked_at_on") }}
            - days_into_month as backlog_days,
            oldest_opened_on
        from aged
    ),

    demand as (
        select
            customer_id,
            month,
            kind,
            environment,
            priority,
            category,
            cast(sum(opened) as bigint) as opened,
            cast(sum(restored) as bigint) as restored,
            cast(sum(cancelled) as bigint) as cancelled,
            cast(sum(backlog) as bigint) as backlog,
            cast(sum(backlog_from_before) as bigint) as backlog_from_before,
            cast(sum(backlog_days) as bigint) as backlog_days,
            min(oldest_opened_on) as oldest_opened_on
        from moves
        group by customer_id, month, kind, environment, priority, category
    )

select *
from demand
