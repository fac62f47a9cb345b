with
    in_force as (
        select *
        from {{ ref("int_agreements_in_force") }}
        where
            from_epoch <= {{ as_of_epoch() }}
            and until_epoch > {{ as_of_epoch() }}
    ),

    agreements as (select * from {{ ref("stg_agreements") }}),

    zone_days as (select * from {{ ref("stg_zone_days") }}),

    contacts as (select * from {{ ref("stg_contacts") }}),

    today as (
        select
            in_force.customer_id, agreements.contact_limit, zone_days.local_date
        from in_force
        inner join agreements on in_force.agreement_id = agreements.agreement_id
        inner join
            zone_days
            on in_force.time_zone = zone_days.time_zone
            and zone_days.starts_epoch <= {{ as_of_epoch() }}
            and zone_days.ends_epoch > {{ as_of_epoch() }}
    ),

    -- Without a list there is nothing to judge.
    judged as (
        select
            today.customer_id,
            today.contact_limit,
            today.local_date,
            contacts.contact_id,
            contacts.role,
            coalesce(contacts.valid_from <= today.local_date, true)
            and coalesce(
                contacts.valid_to >= today.local_date, true
            ) as is_valid
        from today
        inner join contacts on today.customer_id = contacts.customer_id
    ),

    counted as (
        select
            customer_id,
            contact_limit,
            local_date,
            count(
                distinct case
                    when is_valid and role in ('primary', 'contact')
                    then contact_id
                end
            ) as points_of_contact,
            count(
                distinct case
                    when is_valid and role = 'primary' then contact_id
                end
            ) as primaries
        from judged
        group by customer_id, contact_limit, local_date
    ),

    broken as (
        select
            'CON-1' as rule_id,
            customer_id,
            'customers' as entity,
            customer_id as entity_id,
            '' as part,
            {{ as_of_epoch() }} as occurred_epoch,
            false as is_grave,
            'On '
            || {{ day_text("local_date") }}
            || ' the customer has '
            || cast(points_of_contact as string)
            || ' points of contact, '
            || cast(primaries as string)
            || ' of them primary. At most '
            || cast(contact_limit as string)
            || ' are agreed, exactly 1 of them primary.' as message
        from counted
        where points_of_contact > contact_limit or primaries <> 1
    )

select *
from broken
