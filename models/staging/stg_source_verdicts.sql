-- Made from ingest/contract.py by `python -m ingest.derive`; change it there.
with
    delivered as (select * from {{ source("raw", "source_verdicts") }}),

    superseded as (
        select *
        from {{ source("raw", "superseded") }}
        where entity = 'source_verdicts'
    ),

    in_force as (
        select
            delivered.ticket_id,
            delivered.metric,
            delivered.name,
            delivered.outcome,
            delivered.target_seconds,
            delivered.elapsed_seconds,
            delivered.started_at,
            delivered.stopped_at,
            delivered.due_at,
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
