-- Made from ingest/contract.py by `python -m ingest.derive`; change it there.
with
    delivered as (select * from {{ source("raw", "changes") }}),

    superseded as (
        select * from {{ source("raw", "superseded") }} where entity = 'changes'
    ),

    in_force as (
        select
            delivered.change_id,
            delivered.customer_id,
            delivered.type,
            delivered.reason,
            delivered.environment,
            delivered.planned_start,
            delivered.planned_end,
            delivered.summary,
            delivered.request_ticket,
            delivered.incident_ticket,
            delivered.template,
            coalesce(delivered.interrupts_service, false) as interrupts_service,
            delivered.notified_at,
            delivered.customer_agreed_at,
            delivered.approved_at,
            delivered.tested_at,
            delivered.customer_reviewed_at,
            delivered.started_at,
            delivered.ended_at,
            delivered.outcome,
            delivered.updated_at,
            delivered.delivery_id,
            delivered.row_number
        from delivered
        left join
            superseded
            on delivered.delivery_id = superseded.delivery_id
            and delivered.row_number = superseded.row_number
            and delivered.row_hash = superseded.row_hash
        where superseded.row_number is null
    )

select *
from in_force
