-- Only of tickets whose priority or kind changed: of others it is one spell.
with
    openings as (
        select * from {{ ref("int_followed_tickets") }} where is_reclassified
    ),

    events as (
        select events.*
        from {{ ref("int_ticket_events") }} as events
        inner join openings on events.ticket_id = openings.ticket_id
    ),

    {{ ticket_spells("openings", "events", as_of_epoch()) }}

select *
from spells
