-- Made from ingest/contract.py by `python -m ingest.derive`; change it there.
with
    delivered as (select * from {{ source("raw", "ticket_events") }}),

    superseded as (
        select *
        from {{ source("raw", "superseded") }}
        where entity = 'ticket_events'
    ),

    in_force as (
        select
            delivered.ticket_id,
            delivered.occurred_at,
            delivered.field,
            delivered.value,
            coalesce(delivered.sequence, 0) as sequence,
            delivered.actor,
            delivered.from_value,
            delivered.occurred_from,
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
