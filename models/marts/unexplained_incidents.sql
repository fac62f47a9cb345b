with
    -- Where nothing that is or names a problem was ever delivered, for anybody,
    -- that none is named says nothing.
    supplied as (
        select count(*) as deliveries
        from {{ ref("int_supplies") }}
        where
            has_tickets_problem_id
            or has_ticket_events_problem
            or has_problems_problem_id
    ),

    kinds as (
        select count(*) as problems
        from {{ ref("int_known_tickets") }}
        where was_problem
    ),

    restored as (
        select
            ticket_id,
            customer_id,
            stopped_at,
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

    customer_days as (select * from {{ ref("int_customer_days") }}),

    unexplained as (
        select restored.*, links.problem_id
        from restored
        left join links on restored.ticket_id = links.ticket_id
        left join problems on links.problem_id = problems.ticket_id
        cross join supplied
        cross join kinds
        where
            problems.ticket_id is null
            and supplied.deliveries + kinds.problems > 0
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
            customer_days.as_of_on
        from unexplained
        inner join
            customer_days on unexplained.customer_id = customer_days.customer_id
        left join
            terms
            on unexplained.customer_id = terms.customer_id
            and unexplained.stopped_epoch >= terms.from_epoch
            and unexplained.stopped_epoch < terms.until_epoch
        left join
            zone_days as stop_day
            on terms.time_zone = stop_day.time_zone
            and unexplained.stopped_utc_date = stop_day.local_date
    ),

    told as (
        select
            ticket_id,
            customer_id,
            problem_id,
            stopped_at as restored_at,
            stopped_on as restored_on,
            {{ month_of("stopped_on") }} as month,
            {{ days_between("stopped_on", "as_of_on") }} as age_days
        from dated
    )

select *
from told
