-- Made from ingest/contract.py by `python -m ingest.derive`; change it there.
with
    delivered as (select * from {{ source("raw", "exits") }}),

    superseded as (
        select * from {{ source("raw", "superseded") }} where entity = 'exits'
    ),

    in_force as (
        select
            delivered.exit_id,
            delivered.customer_id,
            delivered.request_ticket,
            delivered.requested_at,
            delivered.products,
            delivered.export_wanted,
            delivered.empty_by,
            delivered.gone_by,
            delivered.channel_closes_on,
            coalesce(
                delivered.early_deletion_requested, false
            ) as early_deletion_requested,
            delivered.owner,
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
