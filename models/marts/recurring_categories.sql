with
    returned as (select * from {{ ref("int_category_returns") }}),

    told as (
        select
            customer_id,
            category,
            recent_days,
            past_days,
            deviation,
            is_recurring
        from returned
    )

select *
from told
