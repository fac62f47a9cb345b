with
    calendar_days as (select * from {{ ref("stg_calendar_days") }}),

    read_at_as_of as (
        select
            calendar_days.calendar_id,
            {{ as_of_epoch() }} as as_of_epoch,
            {{ open_seconds(as_of_epoch(), "calendar_days") }}
            as as_of_open_seconds
        from calendar_days
        where calendar_days.utc_day = {{ utc_day(as_of_epoch()) }}
    )

select *
from read_at_as_of
