with
    customers as (select * from {{ ref("stg_customers") }}),

    terms as (select * from {{ ref("int_agreement_terms") }}),

    in_force as (
        select *
        from {{ ref("int_agreements_in_force") }}
        where
            from_epoch <= {{ as_of_epoch() }}
            and until_epoch > {{ as_of_epoch() }}
    ),

    -- In force at as_of, else the last one begun, else the first to come.
    ranked as (
        select
            terms.*,
            row_number() over (
                partition by terms.customer_id
                order by
                    case
                        when in_force.agreement_id is not null
                        then 1
                        when terms.starts_epoch <= {{ as_of_epoch() }}
                        then 2
                        else 3
                    end,
                    abs(terms.starts_epoch - {{ as_of_epoch() }}),
                    terms.starts_on desc,
                    terms.agreement_id desc
            ) as place
        from terms
        left join in_force on terms.agreement_id = in_force.agreement_id
    ),

    described as (
        select
            customers.customer_id,
            customers.name,
            customers.csm_email,
            ranked.agreement_id,
            ranked.time_zone,
            ranked.support_region,
            ranked.opens_at,
            ranked.closes_at,
            ranked.working_days,
            ranked.starts_on,
            ranked.last_day_on,
            ranked.go_live_on
        from customers
        left join
            ranked
            on customers.customer_id = ranked.customer_id
            and ranked.place = 1
    )

select *
from described
