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
        select
            calendar_id,
            opens_epoch as turn_epoch,
            null as local_date,
            null as holiday,
            1 as opening
        from windows
        union all
        select
            calendar_id,
            closes_epoch as turn_epoch,
            null as local_date,
            null as holiday,
            -1 as opening
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
            calendar_id,
            turn_epoch,
            local_date,
            holiday,
            is_open,
            case
                when is_open
                then 'open'
                when holiday = ''
                then 'closed'
                else 'holiday'
            end as condition
        from states
    )

select *
from told
