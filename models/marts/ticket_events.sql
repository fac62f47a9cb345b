{{ config(materialized="view", tags=["moving"]) }}

with
    events as (
        select *
        from {{ ref("stg_ticket_events") }}
        where occurred_at <= {{ as_of() }}
    ),

    -- An event may be stamped before its ticket's opening (CLK-1).
    later_tickets as (
        select ticket_id
        from {{ ref("stg_tickets") }}
        where opened_at > {{ as_of() }}
    ),

    recorded as (
        select
            events.ticket_id,
            events.occurred_at,
            events.field,
            events.value,
            events.sequence,
            events.actor,
            events.delivery_id,
            events.row_number,
            events.from_value,
            events.occurred_from
        from events
        left join later_tickets on events.ticket_id = later_tickets.ticket_id
        where later_tickets.ticket_id is null
    )

select *
from recorded
