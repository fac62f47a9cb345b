with
    events as (select * from {{ ref("int_ticket_events") }}),

    openings as (select * from {{ ref("int_followed_tickets") }}),

    zone_days as (select * from {{ ref("stg_zone_days") }}),

    followed as (
        select
            openings.customer_id,
            openings.terms_time_zone as time_zone,
            openings.opened_epoch,
            events.*,
            {{ epoch_seconds("events.occurred_at") }} as occurred_epoch
        from events
        inner join openings on events.ticket_id = openings.ticket_id
    ),

    early as (select * from followed where occurred_epoch < opened_epoch),

    broken as (
        select
            'CLK-1' as rule_id,
            early.customer_id,
            'ticket_events' as entity,
            early.ticket_id as entity_id,
            early.field
            || ' '
            || cast(early.occurred_at as string)
            || ' '
            || cast(early.sequence as string) as part,
            early.opened_epoch as occurred_epoch,
            false as is_grave,
            'An event ('
            || early.field
            || coalesce(
                ' ' || case
                    when early.field in ('status', 'kind')
                    then {{ spaced("early.value") }}
                    when early.field = 'exclusion'
                    then {{ exclusion_text("early.value") }}
                    else early.value
                end,
                ''
            )
            || ') is stamped '
            || {{ local_time_text("early.occurred_epoch", "event_day") }}
            || ', which is '
            || {{ duration_text("(early.opened_epoch - early.occurred_epoch)") }}
            || ' before its ticket was opened on '
            || {{ local_time_text("early.opened_epoch", "opening_day") }}
            || '. It counts as at the opening.' as message
        from early
        left join
            zone_days as event_day
            on early.time_zone = event_day.time_zone
            and early.occurred_epoch >= event_day.starts_epoch
            and early.occurred_epoch < event_day.ends_epoch
        left join
            zone_days as opening_day
            on early.time_zone = opening_day.time_zone
            and early.opened_epoch >= opening_day.starts_epoch
            and early.opened_epoch < opening_day.ends_epoch
    )

select *
from broken
