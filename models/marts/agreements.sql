with
    terms as (select * from {{ ref("int_agreement_terms") }}),

    delivered as (select * from {{ ref("stg_agreements") }}),

    agreements as (
        select
            terms.agreement_id,
            terms.customer_id,
            terms.starts_on,
            terms.last_day_on,
            terms.go_live_on,
            terms.time_zone,
            terms.support_region,
            terms.opens_at,
            terms.closes_at,
            terms.working_days,
            delivered.contact_limit,
            delivered.delivery_id,
            delivered.row_number,
            terms.calendar_id
        from terms
        inner join delivered on terms.agreement_id = delivered.agreement_id
    )

select *
from agreements
