-- Made from ingest/contract.py by `python -m ingest.derive`; change it there.
with
    delivered as (select * from {{ source("raw", "tickets") }}),

    superseded as (
        select * from {{ source("raw", "superseded") }} where entity = 'tickets'
    ),

    in_force as (
        select
            delivered.ticket_id,
            delivered.customer_id,
            delivered.kind,
            delivered.environment,
            delivered.priority,
            delivered.requested_priority,
            delivered.opened_at,
            delivered.product,
            delivered.channel,
            delivered.opened_by,
            delivered.category,
            delivered.summary,
            delivered.catalogue_item,
            delivered.request_kind,
            coalesce(delivered.units, 1) as units,
            delivered.problem_id,
            delivered.caused_by_change,
            delivered.disaster_declared_at,
            delivered.content_lost_minutes,
            delivered.updated_at,
            delivered.opened_until,
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
