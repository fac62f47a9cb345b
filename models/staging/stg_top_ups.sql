-- Made from ingest/contract.py by `python -m ingest.derive`; change it there.
with
    delivered as (select * from {{ source("raw", "top_ups") }}),

    filled as (
        select
            top_up_id,
            customer_id,
            kind,
            units,
            purchased_on,
            delivery_id,
            row_number
        from delivered
    ),

    versions as (
        select
            *,
            row_number() over (
                partition by top_up_id
                order by delivery_id desc, row_number desc
            ) as version
        from filled
    ),

    in_force as (
        select
            top_up_id,
            customer_id,
            kind,
            units,
            purchased_on,
            delivery_id,
            row_number
        from versions
        where version = 1
    )

select *
from in_force
