with
    silences as (select * from {{ ref("int_silences") }}),

    zone_days as (select * from {{ ref("stg_zone_days") }}),

    broken as (
        select
            'INC-1' as rule_id,
            silences.customer_id,
            'tickets' as entity,
            silences.ticket_id as entity_id,
            'event ' || cast(silences.event_number as string) as part,
            coalesce(
                silences.due_epoch, silences.until_epoch
            ) as occurred_epoch,
            false as is_grave,
            'The customer heard nothing of this '
            || silences.priority
            || ' incident for '
            || {{ duration_text("silences.seconds") }}
            || {{ business_hours_text("silences.calendar") }}
            || ', from '
            || {{ local_time_text("silences.from_epoch", "first_day") }}
            || ' to '
            || {{ local_time_text("silences.until_epoch", "last_day") }}
            || '. News is due every '
            || {{ duration_text("silences.longest_seconds") }}
            || {{ business_hours_text("silences.calendar") }}
            || '.' as message
        from silences
        left join
            zone_days as first_day
            on silences.time_zone = first_day.time_zone
            and silences.from_epoch >= first_day.starts_epoch
            and silences.from_epoch < first_day.ends_epoch
        left join
            zone_days as last_day
            on silences.time_zone = last_day.time_zone
            and silences.until_epoch >= last_day.starts_epoch
            and silences.until_epoch < last_day.ends_epoch
    )

select *
from broken
