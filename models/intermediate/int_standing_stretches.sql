{{ config(materialized="view") }}

with
    -- Standing still, or on no calendar, a segment is not cut by day.
    segments as (
        select *
        from {{ ref("int_clock_segments") }}
        where state = 'stopped' or calendar is null
    ),

    calendar_days as (select * from {{ ref("calendar_days") }}),

    whole as (
        select
            segments.ticket_id,
            segments.metric,
            segments.status,
            segments.recorded_priority,
            segments.priority,
            segments.state,
            segments.from_epoch,
            segments.until_epoch,
            case
                segments.calendar
                when '24x7'
                then segments.until_epoch - segments.from_epoch
                when 'business'
                then
                    {{ open_seconds("segments.until_epoch", "last_day") }}
                    - ({{ open_seconds("segments.from_epoch", "first_day") }})
            end as seconds,
            cast(null as date) as local_date,
            cast(null as string) as holiday
        from segments
        left join
            calendar_days as first_day
            on segments.calendar_id = first_day.calendar_id
            and {{ utc_day("segments.from_epoch") }} = first_day.utc_day
        left join
            calendar_days as last_day
            on segments.calendar_id = last_day.calendar_id
            and {{ utc_day("segments.until_epoch") }} = last_day.utc_day
    )

select *
from whole
