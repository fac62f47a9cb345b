select
    ticket_events.occurred_at,
    ticket_events.counted_at,
    ticket_events.field,
    ticket_events.value,
    ticket_events.actor,
    ticket_events.event_number,
    ticket_events.delivery_id,
    deliveries.file_name,
    ticket_events.row_number
from ticket_events
inner join deliveries on ticket_events.delivery_id = deliveries.delivery_id
where ticket_events.ticket_id = $ticket_id
order by ticket_events.event_number
