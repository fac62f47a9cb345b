with
    years as (select * from {{ ref("int_update_years") }}),

    told as (
        select
            customer_id,
            calendar_year,
            live_days,
            is_live_all_year,
            is_over,
            updates,
            updated_on,
            days_left,
            case
                when updates > 0
                then 'kept'
                when not is_judged
                then null
                when is_over and is_live_all_year
                then 'broken'
                when days_left is not null
                then 'open'
            end as chg_7
        from years
    )

select *
from told
