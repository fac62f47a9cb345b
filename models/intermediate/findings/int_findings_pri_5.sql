with
    questioned as (select * from {{ ref("int_questioned_downgrades") }}),

    ticket_days as (select * from {{ ref("int_ticket_days") }}),

    zone_days as (select * from {{ ref("stg_zone_days") }}),

    -- One for each downgrade, of both clocks.
    gathered as (
        select
            ticket_id,
            event_number,
            counted_epoch,
            priority_before,
            priority_after,
            max(case when is_too_late then 1 else 0 end) = 1 as is_grave,
            max(case when metric = 'response' then told end) as response_told,
            max(
                case when metric = 'restoration' then told end
            ) as restoration_told
        from questioned
        group by
            ticket_id,
            event_number,
            counted_epoch,
            priority_before,
            priority_after
    ),

    broken as (
        select
            'PRI-5' as rule_id,
            ticket_days.customer_id,
            'tickets' as entity,
            gathered.ticket_id as entity_id,
            'event ' || cast(gathered.event_number as string) as part,
            gathered.counted_epoch as occurred_epoch,
            gathered.is_grave,
            'Lowered from '
            || gathered.priority_before
            || ' to '
            || gathered.priority_after
            || ' on '
            || {{ local_time_text("gathered.counted_epoch", "zone_days") }}
            || '.'
            || coalesce(' ' || gathered.response_told, '')
            || coalesce(' ' || gathered.restoration_told, '') as message
        from gathered
        inner join ticket_days on gathered.ticket_id = ticket_days.ticket_id
        left join
            zone_days
            on ticket_days.time_zone = zone_days.time_zone
            and gathered.counted_epoch >= zone_days.starts_epoch
            and gathered.counted_epoch < zone_days.ends_epoch
    )

select *
from broken
