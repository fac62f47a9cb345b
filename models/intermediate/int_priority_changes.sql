{{ config(materialized="view") }}

with
    openings as (select * from {{ ref("int_followed_tickets") }}),

    calendar_days as (select * from {{ ref("stg_calendar_days") }}),

    events as (
        select
            *,
            case
                when field = 'kind' then value else kind_before
            end as kind_after,
            case
                when field = 'priority' then value else priority_before
            end as priority_after
        from {{ ref("int_ticket_events") }}
        where field in ('kind', 'priority')
    ),

    judged as (
        select
            events.ticket_id,
            events.event_number,
            events.counted_epoch,
            openings.calendar_id,
            {{
                judged_priority(
                    "openings.environment",
                    "events.kind_before",
                    "events.priority_before",
                )
            }} as priority_before,
            {{
                judged_priority(
                    "openings.environment",
                    "events.kind_after",
                    "events.priority_after",
                )
            }} as priority
        from events
        inner join openings on events.ticket_id = openings.ticket_id
    ),

    counted as (
        select
            judged.ticket_id,
            judged.event_number,
            judged.priority_before,
            judged.priority,
            judged.counted_epoch,
            {{ open_seconds("judged.counted_epoch", "calendar_days") }}
            as open_seconds
        from judged
        left join
            calendar_days
            on judged.calendar_id = calendar_days.calendar_id
            and {{ utc_day("judged.counted_epoch") }} = calendar_days.utc_day
        where judged.priority_before <> judged.priority
    )

select *
from counted
