{% set in_order %} partition by ticket_id, metric order by event_number {% endset %}

-- A move that is known by its day lies between two instants, and after those
-- before it (CLK-15).
with
    moves as (select * from {{ ref("int_day_moves") }}),

    calendar_days as (select * from {{ ref("stg_calendar_days") }}),

    following as (
        select
            ticket_id,
            metric,
            calendar_id,
            event_number,
            run_step,
            latest_epoch,
            max(earliest_epoch) over (
                {{ in_order }} rows between unbounded preceding and current row
            ) as earliest_epoch
        from moves
    ),

    counted as (
        select
            following.*,
            {{ open_seconds("following.earliest_epoch", "first_day") }}
            as earliest_open_seconds,
            {{ open_seconds("following.latest_epoch", "last_day") }}
            as latest_open_seconds
        from following
        left join
            calendar_days as first_day
            on following.calendar_id = first_day.calendar_id
            and {{ utc_day("following.earliest_epoch") }} = first_day.utc_day
        left join
            calendar_days as last_day
            on following.calendar_id = last_day.calendar_id
            and {{ utc_day("following.latest_epoch") }} = last_day.utc_day
    ),

    paired as (
        select
            *,
            lag(latest_epoch) over ({{ in_order }}) as latest_epoch_before,
            lag(latest_open_seconds) over (
                {{ in_order }}
            ) as latest_open_seconds_before
        from counted
    )

select
    ticket_id,
    metric,
    event_number,
    run_step,
    earliest_epoch,
    earliest_open_seconds,
    latest_epoch,
    latest_open_seconds,
    latest_epoch_before,
    latest_open_seconds_before,
    -- What lies between it and the move before it at least.
    greatest(0, earliest_epoch - latest_epoch_before) as least_seconds,
    greatest(
        0, earliest_open_seconds - latest_open_seconds_before
    ) as least_open_seconds
from paired
