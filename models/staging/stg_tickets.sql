-- Made from ingest/contract.py by `python -m ingest.derive`; change it there.
with
    delivered as (select * from {{ source("raw", "tickets") }}),

    filled as (
        select
            ticket_id,
            customer_id,
            kind,
            environment,
            priority,
            requested_priority,
            opened_at,
            product,
            channel,
            opened_by,
            category,
            summary,
            catalogue_item,
            request_kind,
            coalesce(units, 1) as units,
            problem_id,
            caused_by_change,
            disaster_declared_at,
            content_lost_minutes,
            updated_at,
            delivery_id,
            row_number
        from delivered
    ),

    generations as (
        select
            *,
            sum(case when updated_at is null then 1 else 0 end) over (
                partition by ticket_id
                order by delivery_id, row_number
                rows between unbounded preceding and current row
            ) as generation
        from filled
    ),

    versions as (
        select
            *,
            row_number() over (
                partition by ticket_id
                order by
                    generation desc,
                    updated_at desc nulls last,
                    delivery_id desc,
                    row_number desc
            ) as version
        from generations
    ),

    in_force as (
        select
            ticket_id,
            customer_id,
            kind,
            environment,
            priority,
            requested_priority,
            opened_at,
            product,
            channel,
            opened_by,
            category,
            summary,
            catalogue_item,
            request_kind,
            units,
            problem_id,
            caused_by_change,
            disaster_declared_at,
            content_lost_minutes,
            updated_at,
            delivery_id,
            row_number
        from versions
        where version = 1
    )

select *
from in_force
