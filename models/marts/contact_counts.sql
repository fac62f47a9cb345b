with
    customer_days as (select * from {{ ref("int_customer_days") }}),

    in_force as (
        select *
        from {{ ref("int_agreements_in_force") }}
        where
            from_epoch <= {{ as_of_epoch() }}
            and until_epoch > {{ as_of_epoch() }}
    ),

    agreements as (select * from {{ ref("stg_agreements") }}),

    contacts as (
        select
            customer_id,
            contact_id,
            role = 'primary' and is_valid as is_primary,
            role in ('primary', 'contact') and is_valid as is_point,
            role = 'change_authoriser' and is_valid as is_authoriser,
            is_trained
        from {{ ref("contacts") }}
    ),

    -- Each person once, whatever roles it holds.
    counted as (
        select
            customer_id,
            count(
                distinct case when is_point then contact_id end
            ) as points_of_contact,
            count(
                distinct case when is_primary then contact_id end
            ) as primaries,
            count(
                distinct case when is_point and is_trained then contact_id end
            ) as trained,
            count(
                distinct case when is_authoriser then contact_id end
            ) as change_authorisers
        from contacts
        group by customer_id
    ),

    told as (
        select
            customer_days.customer_id,
            customer_days.as_of_on,
            in_force.agreement_id,
            agreements.contact_limit,
            counted.customer_id is not null as has_list,
            coalesce(counted.points_of_contact, 0) as points_of_contact,
            coalesce(counted.primaries, 0) as primaries,
            coalesce(counted.trained, 0) as trained,
            coalesce(counted.change_authorisers, 0) as change_authorisers,
            -- Without a list there is nothing to judge.
            case
                when
                    agreements.agreement_id is null
                    or counted.customer_id is null
                then null
                when
                    counted.points_of_contact > agreements.contact_limit
                    or counted.primaries <> 1
                then 'broken'
                else 'kept'
            end as con_1
        from customer_days
        left join in_force on customer_days.customer_id = in_force.customer_id
        left join agreements on in_force.agreement_id = agreements.agreement_id
        left join counted on customer_days.customer_id = counted.customer_id
    )

select *
from told
