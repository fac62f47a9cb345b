{{ config(materialized="view") }}

with
    events as (
        select *
        from {{ ref("stg_ticket_events") }}
        where occurred_at <= {{ as_of() }}
    ),

    known as (select * from {{ ref("int_known_tickets") }}),

    recorded as (
        select
            events.ticket_id,
            events.occurred_at,
            events.field,
            events.value,
            events.sequence,
            events.actor,
            events.delivery_id,
            events.row_number
        from events
        inner join known on events.ticket_id = known.ticket_id
    )

select *
from recorded
