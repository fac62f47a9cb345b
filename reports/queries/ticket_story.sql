select
    tickets.ticket_id,
    tickets.customer_id,
    customers.name as customer_name,
    tickets.agreement_id,
    tickets.kind,
    tickets.environment,
    tickets.priority,
    tickets.opened_at,
    tickets.summary,
    tickets.has_status_history,
    tickets.delivery_id,
    deliveries.file_name,
    tickets.row_number
from tickets
inner join customers on tickets.customer_id = customers.customer_id
inner join deliveries on tickets.delivery_id = deliveries.delivery_id
where tickets.ticket_id = $ticket_id
