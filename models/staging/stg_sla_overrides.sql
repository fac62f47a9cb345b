-- Made from ingest/contract.py by `python -m ingest.derive`; change it there.
with
    delivered as (select * from {{ source("raw", "sla_overrides") }}),

    filled as (
        select
            agreement_id,
            metric,
            priority,
            target_seconds,
            calendar,
            valid_from,
            delivery_id,
            row_number
        from delivered
    ),

    versions as (
        select
            *,
            row_number() over (
                partition by agreement_id, metric, priority, valid_from
                order by delivery_id desc, row_number desc
            ) as version
        from filled
    ),

    in_force as (
        select
            agreement_id,
            metric,
            priority,
            target_seconds,
            calendar,
            valid_from,
            delivery_id,
            row_number
        from versions
        where version = 1
    )

select *
from in_force
