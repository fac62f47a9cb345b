-- Made from ingest/contract.py by `python -m ingest.derive`; change it there.
with
    delivered as (select * from {{ source("raw", "catalogue") }}),

    filled as (
        select
            customer_id,
            item,
            title,
            coalesce(self_service, false) as self_service,
            valid_from,
            valid_to,
            delivery_id,
            row_number
        from delivered
    ),

    versions as (
        select
            *,
            row_number() over (
                partition by customer_id, item
                order by delivery_id desc, row_number desc
            ) as version
        from filled
    ),

    in_force as (
        select
            customer_id,
            item,
            title,
            self_service,
            valid_from,
            valid_to,
            delivery_id,
            row_number
        from versions
        where version = 1
    )

select *
from in_force
