with
    spans as (select * from {{ ref("int_update_spans") }}),

    ticket_days as (select * from {{ ref("int_ticket_days") }}),

    calendars as (select * from {{ ref("stg_calendars") }}),

    calendar_days as (select * from {{ ref("stg_calendar_days") }}),

    calendar_windows as (select * from {{ ref("stg_calendar_windows") }}),

    limited as (
        select
            spans.*,
            ticket_days.customer_id,
            ticket_days.time_zone,
            ticket_days.calendar_id,
            {{ silence_limits("spans.priority", "calendars") }}
        from spans
        inner join ticket_days on spans.ticket_id = ticket_days.ticket_id
        left join calendars on ticket_days.calendar_id = calendars.calendar_id
    ),

    read_at_both_ends as (
        select
            limited.*,
            {{ open_seconds("limited.from_epoch", "first_day") }}
            as from_open_seconds,
            {{ open_seconds("limited.until_epoch", "last_day") }}
            as until_open_seconds
        from limited
        left join
            calendar_days as first_day
            on limited.calendar_id = first_day.calendar_id
            and {{ utc_day("limited.from_epoch") }} = first_day.utc_day
        left join
            calendar_days as last_day
            on limited.calendar_id = last_day.calendar_id
            and {{ utc_day("limited.until_epoch") }} = last_day.utc_day
    ),

    counted as (
        select
            *,
            {{
                by_calendar(
                    "until_epoch - from_epoch",
                    "until_open_seconds - from_open_seconds",
                )
            }} as seconds,
            {{
                by_calendar(
                    "from_epoch + longest_seconds",
                    "from_open_seconds + longest_seconds",
                )
            }} as due_count
        from read_at_both_ends
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
            counted.calendar,
            counted.seconds,
            counted.longest_seconds,
            case
                counted.calendar
                when '24x7'
                then counted.due_count
                else
                    calendar_windows.opens_epoch
                    + counted.due_count
                    - calendar_windows.seconds_before
            end as due_epoch
        from counted
        left join
            calendar_windows
            on counted.calendar_id = calendar_windows.calendar_id
            and {{ open_seconds_bucket("counted.due_count") }}
            = calendar_windows.bucket
            and counted.due_count > calendar_windows.seconds_before
            and counted.due_count <= calendar_windows.seconds_after
        where counted.seconds > counted.longest_seconds
    )

select *
from silences
