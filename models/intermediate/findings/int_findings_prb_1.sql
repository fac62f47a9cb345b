with
    restored as (
        select
            ticket_id,
            customer_id,
            cast(stopped_at as date) as stopped_utc_date,
            {{ epoch_seconds("stopped_at") }} as stopped_epoch
        from {{ ref("sla_clocks") }}
        where
            metric = 'restoration'
            and kind = 'incident'
            and priority = 'P1'
            and stopped_at is not null
    ),

    links as (select * from {{ ref("int_problem_links") }}),

    problems as (select * from {{ ref("problems") }}),

    terms as (select * from {{ ref("int_standing_terms") }}),

    zone_days as (select * from {{ ref("stg_zone_days") }}),

    unexplained as (
        select restored.*, links.problem_id
        from restored
        left join links on restored.ticket_id = links.ticket_id
        left join problems on links.problem_id = problems.ticket_id
        where problems.ticket_id is null
    ),

    dated as (
        select
            unexplained.*,
            {{
                local_date(
                    "unexplained.stopped_epoch",
                    "unexplained.stopped_utc_date",
                    "stop_day",
                )
            }} as stopped_on,
            coalesce(
                today.local_date, cast({{ instant(as_of_epoch()) }} as date)
            ) as as_of_on
        from unexplained
        left join
            terms
            on unexplained.customer_id = terms.customer_id
            and unexplained.stopped_epoch >= terms.from_epoch
            and unexplained.stopped_epoch < terms.until_epoch
        left join
            zone_days as stop_day
            on terms.time_zone = stop_day.time_zone
            and unexplained.stopped_utc_date = stop_day.local_date
        left join
            zone_days as today
            on terms.time_zone = today.time_zone
            and today.starts_epoch <= {{ as_of_epoch() }}
            and today.ends_epoch > {{ as_of_epoch() }}
    ),

    broken as (
        select
            'PRB-1' as rule_id,
            customer_id,
            'tickets' as entity,
            ticket_id as entity_id,
            '' as part,
            stopped_epoch as occurred_epoch,
            false as is_grave,
            'This P1 incident was restored on '
            || {{ day_text("stopped_on") }}
            || ' ('
            || {{ days_ago_text(days_between("stopped_on", "as_of_on")) }}
            || ') and names '
            || coalesce(
                problem_id || ', which is no known problem.', 'no problem.'
            ) as message
        from dated
    )

select *
from broken
