-- Made from ingest/contract.py by `python -m ingest.derive`; change it there.
with
    delivered as (select * from {{ source("raw", "ticket_events") }}),

    filled as (
        select
            ticket_id,
            occurred_at,
            field,
            value,
            coalesce(sequence, 0) as sequence,
            actor,
            delivery_id,
            row_number
        from delivered
    ),

    versions as (
        select
            *,
            row_number() over (
                partition by ticket_id, occurred_at, field, sequence
                order by delivery_id desc, row_number desc
            ) as version
        from filled
    ),

    in_force as (
        select
            ticket_id,
            occurred_at,
            field,
            value,
            sequence,
            actor,
            delivery_id,
            row_number
        from versions
        where version = 1
    )

select *
from in_force
