-- Made from ingest/contract.py by `python -m ingest.derive`; change it there.
with
    delivered as (select * from {{ source("raw", "changes") }}),

    filled as (
        select
            change_id,
            customer_id,
            type,
            reason,
            environment,
            planned_start,
            planned_end,
            summary,
            request_ticket,
            incident_ticket,
            template,
            coalesce(interrupts_service, false) as interrupts_service,
            notified_at,
            customer_agreed_at,
            approved_at,
            tested_at,
            customer_reviewed_at,
            started_at,
            ended_at,
            outcome,
            updated_at,
            delivery_id,
            row_number
        from delivered
    ),

    generations as (
        select
            *,
            sum(case when updated_at is null then 1 else 0 end) over (
                partition by change_id
                order by delivery_id, row_number
                rows between unbounded preceding and current row
            ) as generation
        from filled
    ),

    versions as (
        select
            *,
            row_number() over (
                partition by change_id
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
            change_id,
            customer_id,
            type,
            reason,
            environment,
            planned_start,
            planned_end,
            summary,
            request_ticket,
            incident_ticket,
            template,
            interrupts_service,
            notified_at,
            customer_agreed_at,
            approved_at,
            tested_at,
            customer_reviewed_at,
            started_at,
            ended_at,
            outcome,
            updated_at,
            delivery_id,
            row_number
        from versions
        where version = 1
    )

select *
from in_force
