with
    judged as (select * from {{ ref("contact_counts") }}),

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
            || {{ day_text("as_of_on") }}
            || ' the customer has '
            || cast(points_of_contact as string)
            || ' points of contact, '
            || cast(primaries as string)
            || ' of them primary. At most '
            || cast(contact_limit as string)
            || ' are agreed, exactly 1 of them primary.' as message
        from judged
        where con_1 = 'broken'
    )

select *
from broken
