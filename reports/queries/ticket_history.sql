-- One row per event of a ticket, in the order in which they count; what is
-- stamped before the opening counts as at the opening (CLK-1).
with
    counted as (
        select
            ticket_events.*,
            greatest(
                ticket_events.occurred_at, tickets.opened_at
            ) as counted_at,
        from ticket_events
        inner join tickets on ticket_events.ticket_id = tickets.ticket_id
        where ticket_events.ticket_id = $ticket_id
    ),

    numbered as (
        select
            *,
            row_number() over (
                order by
                    counted_at,
                    sequence,
                    delivery_id,
                    row_number,
                    field,
                    occurred_at
            ) as event_number,
        from counted
    )

select
    numbered.occurred_at,
    numbered.occurred_from,
    numbered.counted_at,
    numbered.field,
    numbered.value,
    numbered.actor,
    numbered.event_number,
    numbered.delivery_id,
    deliveries.file_name,
    numbered.row_number
from numbered
inner join deliveries on numbered.delivery_id = deliveries.delivery_id
order by numbered.event_number
