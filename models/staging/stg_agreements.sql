-- Made from ingest/contract.py by `python -m ingest.derive`; change it there.
with
    delivered as (select * from {{ source("raw", "agreements") }}),

    filled as (
        select
            agreement_id,
            customer_id,
            starts_on,
            ends_on,
            terminated_on,
            time_zone,
            support_region,
            coalesce(opens_at, '08:00') as opens_at,
            coalesce(closes_at, '17:00') as closes_at,
            coalesce(working_days, 'Mon Tue Wed Thu Fri') as working_days,
            go_live_on,
            access_enabled_on,
            handed_off_on,
            standard_quota,
            nonstandard_quota,
            availability_target_pct,
            coalesce(contact_limit, 3) as contact_limit,
            coalesce(retrieval_days, 30) as retrieval_days,
            rto_hours,
            rpo_hours,
            delivery_id,
            row_number
        from delivered
    ),

    versions as (
        select
            *,
            row_number() over (
                partition by agreement_id
                order by delivery_id desc, row_number desc
            ) as version
        from filled
    ),

    in_force as (
        select
            agreement_id,
            customer_id,
            starts_on,
            ends_on,
            terminated_on,
            time_zone,
            support_region,
            opens_at,
            closes_at,
            working_days,
            go_live_on,
            access_enabled_on,
            handed_off_on,
            standard_quota,
            nonstandard_quota,
            availability_target_pct,
            contact_limit,
            retrieval_days,
            rto_hours,
            rpo_hours,
            delivery_id,
            row_number
        from versions
        where version = 1
    )

select *
from in_force
