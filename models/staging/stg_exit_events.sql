-- Made from ingest/contract.py by `python -m ingest.derive`; change it there.
with
    delivered as (select * from {{ source("raw", "exit_events") }}),

    superseded as (
        select *
        from {{ source("raw", "superseded") }}
        where entity = 'exit_events'
    ),

    in_force as (
        select
            delivered.exit_id,
            delivered.step,
            delivered.planned_on,
            delivered.occurred_at,
            delivered.note,
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
