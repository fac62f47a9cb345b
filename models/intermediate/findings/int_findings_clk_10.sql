with
    -- Those that an exclusion excludes; of another reason it changes nothing.
    clocks as (
        select *
        from {{ ref("int_clocks") }}
        where metric = 'restoration' and excluded_reason is not null
    ),

    totals as (select * from {{ ref("int_clock_totals") }}),

    events as (
        select * from {{ ref("int_ticket_events") }} where field = 'exclusion'
    ),

    readings as (select * from {{ ref("int_event_readings") }}),

    ticket_days as (select * from {{ ref("int_ticket_days") }}),

    zone_days as (select * from {{ ref("stg_zone_days") }}),

    last_set as (
        select ticket_id, max(event_number) as event_number
        from events
        group by ticket_id
    ),

    excluded as (
        select
            clocks.*,
            events.event_number,
            events.counted_epoch,
            events.status_before in ('restored', 'closed')
            or clocks.stopped_epoch is not null
            and totals.restoration_number < events.event_number as had_stopped,
            case
                clocks.calendar
                when '24x7'
                then readings.run_seconds
                else readings.run_open_seconds
            end as elapsed_then
        from clocks
        inner join last_set on clocks.ticket_id = last_set.ticket_id
        inner join
            events
            on last_set.ticket_id = events.ticket_id
            and last_set.event_number = events.event_number
            and clocks.excluded_reason = events.value
        inner join
            readings
            on events.ticket_id = readings.ticket_id
            and events.event_number = readings.event_number
        left join totals on clocks.ticket_id = totals.ticket_id
    ),

    broken as (
        select
            'CLK-10' as rule_id,
            ticket_days.customer_id,
            'tickets' as entity,
            excluded.ticket_id as entity_id,
            '' as part,
            excluded.counted_epoch as occurred_epoch,
            false as is_grave,
            'The exclusion '
            || excluded.excluded_reason
            || ' was set on '
            || {{ local_time_text("excluded.counted_epoch", "zone_days") }}
            || ', after the restoration clock '
            || case
                when excluded.had_stopped
                then 'had stopped'
                else
                    'had run '
                    || {{ duration_text("excluded.elapsed_then") }}
                    || ' of its '
                    || {{ duration_text("excluded.target_seconds") }}
            end
            || '. With it the verdict is excluded, without it '
            || {{
                verdict(
                    "excluded",
                    "excluded.elapsed_seconds",
                    "excluded.target_seconds",
                )
            }}
            || '.' as message
        from excluded
        inner join ticket_days on excluded.ticket_id = ticket_days.ticket_id
        left join
            zone_days
            on ticket_days.time_zone = zone_days.time_zone
            and excluded.counted_epoch >= zone_days.starts_epoch
            and excluded.counted_epoch < zone_days.ends_epoch
        where
            excluded.had_stopped
            or excluded.elapsed_then > excluded.target_seconds
    )

select *
from broken
