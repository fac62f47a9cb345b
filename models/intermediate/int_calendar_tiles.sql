{% set in_order %} partition by calendar_id order by turn_epoch {% endset %}

with
    dates as (select * from {{ ref("int_calendar_dates") }}),

    -- A window stands in every bucket that it reaches into.
    windows as (
        select distinct
            calendar_id,
            opens_epoch,
            opens_epoch + seconds_after - seconds_before as closes_epoch
        from {{ ref("stg_calendar_windows") }}
        where opens_epoch <= {{ as_of_epoch() }}
    ),

    turns as (
        select
            calendar_id,
            starts_epoch as turn_epoch,
            local_date,
            coalesce(holiday, '') as holiday,
            0 as opening
        from dates
        union all
        select calendar_id, opens_epoch, null, null, 1
        from windows
        union all
        select calendar_id, closes_epoch, null, null, -1
        from windows
    ),

    instants as (
        select
            calendar_id,
            turn_epoch,
            max(local_date) as local_date,
            max(holiday) as holiday,
            sum(opening) as opening
        from turns
        group by calendar_id, turn_epoch
    ),

    states as (
        select
            calendar_id,
            turn_epoch,
            {{ last_known("local_date", in_order) }} as local_date,
            {{ last_known("holiday", in_order) }} as holiday,
            sum(opening) over ({{ in_order }}) > 0 as is_open
        from instants
    ),

    told as (
        select
            *,
            case
                when is_open
                then 'open'
                when holiday = ''
                then 'closed'
                else 'holiday'
            end as condition
        from states
    ),

    followed as (
        select *, lag(condition) over ({{ in_order }}) as condition_before
        from told
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
            cast(null as varchar) as holiday,
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
