{# How long a customer may wait for news of a P1 (INC-1). #}
{% set longest_p1_seconds = 14400 %}

with
    spans as (select * from {{ ref("int_update_spans") }}),

    ticket_days as (select * from {{ ref("int_ticket_days") }}),

    calendars as (select * from {{ ref("stg_calendars") }}),

    calendar_days as (select * from {{ ref("stg_calendar_days") }}),

    calendar_windows as (select * from {{ ref("stg_calendar_windows") }}),

    counted as (
        select
            spans.*,
            ticket_days.customer_id,
            ticket_days.time_zone,
            ticket_days.calendar_id,
            case
                spans.priority
                when 'P1'
                then {{ longest_p1_seconds }}
                else {{ window_seconds("calendars") }}
            end as longest_seconds,
            {{ open_seconds("spans.from_epoch", "first_day") }} as from_count,
            case
                spans.priority
                when 'P1'
                then spans.until_epoch - spans.from_epoch
                else
                    {{ open_seconds("spans.until_epoch", "last_day") }}
                    - ({{ open_seconds("spans.from_epoch", "first_day") }})
            end as seconds
        from spans
        inner join ticket_days on spans.ticket_id = ticket_days.ticket_id
        left join calendars on ticket_days.calendar_id = calendars.calendar_id
        left join
            calendar_days as first_day
            on ticket_days.calendar_id = first_day.calendar_id
            and {{ utc_day("spans.from_epoch") }} = first_day.utc_day
        left join
            calendar_days as last_day
            on ticket_days.calendar_id = last_day.calendar_id
            and {{ utc_day("spans.until_epoch") }} = last_day.utc_day
    ),

    silences as (
        select
            counted.ticket_id,
            counted.event_number,
            counted.customer_id,
            counted.time_zone,
            counted.priority,
            counted.begun_by,
            counted.from_epoch,
            counted.until_epoch,
            counted.seconds,
            counted.longest_seconds,
            case
                counted.priority
                when 'P1'
                then counted.from_epoch + counted.longest_seconds
                else
                    calendar_windows.opens_epoch
                    + counted.from_count
                    + counted.longest_seconds
                    - calendar_windows.seconds_before
            end as due_epoch
        from counted
        left join
            calendar_windows
            on counted.calendar_id = calendar_windows.calendar_id
            and {{
                open_seconds_bucket(
                    "counted.from_count + counted.longest_seconds"
                )
            }} = calendar_windows.bucket
            and counted.from_count + counted.longest_seconds
            > calendar_windows.seconds_before
            and counted.from_count + counted.longest_seconds
            <= calendar_windows.seconds_after
        where counted.seconds > counted.longest_seconds
    )

select *
from silences
