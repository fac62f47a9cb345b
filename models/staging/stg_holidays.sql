-- Made from ingest/contract.py by `python -m ingest.derive`; change it there.
with
    delivered as (select * from {{ source("raw", "holidays") }}),

    filled as (
        select support_region, date, name, observed, delivery_id, row_number
        from delivered
    ),

    versions as (
        select
            *,
            row_number() over (
                partition by support_region, date
                order by delivery_id desc, row_number desc
            ) as version
        from filled
    ),

    in_force as (
        select support_region, date, name, observed, delivery_id, row_number
        from versions
        where version = 1
    )

select *
from in_force
