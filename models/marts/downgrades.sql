{{
    config(
        materialized="incremental",
        replaces="tickets",
    )
}}

with
    judged as (select * from {{ ref("int_downgrade_verdicts") }}),

    openings as (select * from {{ ref("int_followed_tickets") }}),

    events as (select * from {{ ref("int_ticket_events") }}),

    downgrades as (
        select
            judged.ticket_id,
            openings.customer_id,
            judged.metric,
            {{ instant("judged.counted_epoch") }} as occurred_at,
            judged.event_number,
            events.actor,
            judged.priority_before,
            judged.priority_after,
            judged.elapsed_then as elapsed_seconds,
            judged.target_before as target_seconds,
            judged.calendar_before as calendar,
            judged.verdict_before,
            judged.verdict_after,
            judged.is_too_late
        from judged
        inner join openings on judged.ticket_id = openings.ticket_id
        inner join
            events
            on judged.ticket_id = events.ticket_id
            and judged.event_number = events.event_number
    )

select *
from downgrades
