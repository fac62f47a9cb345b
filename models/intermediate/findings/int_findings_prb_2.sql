with
    problem_returns as (select * from {{ ref("int_problem_returns") }}),

    category_returns as (
        select * from {{ ref("int_category_returns") }} where is_recurring
    ),

    terms as (select * from {{ ref("int_standing_terms") }}),

    zone_days as (select * from {{ ref("stg_zone_days") }}),

    dated as (
        select
            problem_returns.*,
            {{
                local_date(
                    "problem_returns.closed_epoch",
                    "cast("
                    ~ instant("problem_returns.closed_epoch")
                    ~ " as date)",
                    "zone_days",
                )
            }} as closed_on
        from problem_returns
        left join
            terms
            on problem_returns.customer_id = terms.customer_id
            and problem_returns.closed_epoch >= terms.from_epoch
            and problem_returns.closed_epoch < terms.until_epoch
        left join
            zone_days
            on terms.time_zone = zone_days.time_zone
            and cast({{ instant("problem_returns.closed_epoch") }} as date)
            = zone_days.local_date
    ),

    told as (
        select
            customer_id,
            'tickets' as entity,
            ticket_id as entity_id,
            '' as part,
            opened_epoch as occurred_epoch,
            'Incident of the problem '
            || problem_id
            || ', which was closed on '
            || {{ day_text("closed_on") }}
            || ': it came back.' as message
        from dated
        union all
        select
            customer_id,
            'customers' as entity,
            customer_id as entity_id,
            category as part,
            {{ as_of_epoch() }} as occurred_epoch,
            'Incidents about '
            || category
            || ' came on '
            || cast(recent_days as string)
            || ' of the last 91 days, against '
            || cast(past_days as string)
            || ' of the 365 days before: more than chance makes likely.'
            as message
        from category_returns
    ),

    broken as (
        select
            'PRB-2' as rule_id,
            customer_id,
            entity,
            entity_id,
            part,
            occurred_epoch,
            false as is_grave,
            message
        from told
    )

select *
from broken
