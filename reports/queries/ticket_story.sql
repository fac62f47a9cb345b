select
    tickets.ticket_id,
    tickets.customer_id,
    customers.name as customer_name,
    tickets.agreement_id,
    agreements.starts_on,
    agreements.last_day_on,
    agreements.go_live_on,
    agreements.time_zone,
    agreements.support_region,
    agreements.opens_at,
    agreements.closes_at,
    agreements.working_days,
    tickets.kind,
    tickets.environment,
    tickets.priority,
    tickets.requested_priority,
    tickets.opened_at,
    tickets.opened_until,
    tickets.opened_by,
    tickets.channel,
    tickets.summary,
    tickets.has_response_history,
    tickets.has_restoration_history,
    tickets.delivery_id,
    deliveries.file_name,
    tickets.row_number
from tickets
inner join customers on tickets.customer_id = customers.customer_id
inner join deliveries on tickets.delivery_id = deliveries.delivery_id
left join agreements on tickets.agreement_id = agreements.agreement_id
where tickets.ticket_id = $ticket_id
