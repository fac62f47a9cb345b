-- Made from ingest/contract.py by `python -m ingest.derive`; change it there.
with
    delivered as (select * from {{ source("raw", "agreements") }}),

    superseded as (
        select *
        from {{ source("raw", "superseded") }}
        where entity = 'agreements'
    ),

    in_force as (
        select
            delivered.agreement_id,
            delivered.customer_id,
            delivered.starts_on,
            delivered.ends_on,
            delivered.terminated_on,
            delivered.time_zone,
            delivered.support_region,
            coalesce(delivered.opens_at, '08:00') as opens_at,
            coalesce(delivered.closes_at, '17:00') as closes_at,
            coalesce(
                delivered.working_days, 'Mon Tue Wed Thu Fri'
            ) as working_days,
            delivered.go_live_on,
            delivered.access_enabled_on,
            delivered.handed_off_on,
            delivered.standard_quota,
            delivered.nonstandard_quota,
            delivered.availability_target_pct,
            coalesce(delivered.contact_limit, 3) as contact_limit,
            coalesce(delivered.retrieval_days, 30) as retrieval_days,
            delivered.rto_hours,
            delivered.rpo_hours,
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
