with
    openings as (select * from {{ ref("int_ordered_tickets") }}),

    events as (
        select *
        from {{ ref("stg_ticket_events") }}
        where occurred_at <= {{ as_of() }}
    ),

    {{ ordered_events("openings", "events") }}

select *
from ordered
