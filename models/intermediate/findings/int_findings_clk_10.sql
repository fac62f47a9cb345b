with
    excluded as (select * from {{ ref("int_late_exclusions") }}),

    ticket_days as (select * from {{ ref("int_ticket_days") }}),

    zone_days as (select * from {{ ref("stg_zone_days") }}),

    broken as (
        select
            'CLK-10' as rule_id,
            ticket_days.customer_id,
            'tickets' as entity,
            excluded.ticket_id as entity_id,
            '' as part,
            excluded.counted_epoch as occurred_epoch,
            false as is_grave,
            'The exclusion "'
            || {{ exclusion_text("excluded.excluded_reason") }}
            || '" was set on '
            || {{ local_time_text("excluded.counted_epoch", "zone_days") }}
            || ', after the restoration clock '
            || case
                when excluded.had_stopped
                then 'had stopped'
                else
                    'had run '
                    || {{ duration_text("excluded.elapsed_then") }}
                    || ', past its target of '
                    || {{ duration_text("excluded.target_seconds") }}
            end
            || '. Because of it the restoration does not count. Without it '
            || case
                excluded.verdict_without
                when 'met'
                then 'the target would be met.'
                when 'breached'
                then 'the target would be breached.'
                when 'not_measurable'
                then 'the clock could not be measured.'
                when 'paused'
                then 'the clock would be paused.'
                else 'the clock would still be running.'
            end as message
        from excluded
        inner join ticket_days on excluded.ticket_id = ticket_days.ticket_id
        left join
            zone_days
            on ticket_days.time_zone = zone_days.time_zone
            and excluded.counted_epoch >= zone_days.starts_epoch
            and excluded.counted_epoch < zone_days.ends_epoch
    )

select *
from broken
