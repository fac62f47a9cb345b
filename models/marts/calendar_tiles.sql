{% set in_order %} partition by calendar_id order by turn_epoch {% endset %}

with
    dates as (select * from {{ ref("int_calendar_dates") }}),

    turns as (select * from {{ ref("int_calendar_turns") }}),

    followed as (
        select *, lag(condition) over ({{ in_order }}) as condition_before
        from turns
    ),

    -- What is closed stays one tile over nights and free days.
    business as (
        select
            calendar_id,
            'business' as calendar,
            local_date,
            case when condition = 'holiday' then holiday end as holiday,
            is_open,
            turn_epoch as from_epoch,
            lead(turn_epoch, 1, {{ as_of_epoch() }} + 1) over (
                {{ in_order }}
            ) as until_epoch
        from followed
        where
            condition <> 'closed' or coalesce(condition_before, '') <> 'closed'
    ),

    every_second as (
        select
            calendar_id,
            '24x7' as calendar,
            local_date,
            cast(null as string) as holiday,
            true as is_open,
            starts_epoch as from_epoch,
            ends_epoch as until_epoch
        from dates
    )

select *
from business
union all
select *
from every_second
