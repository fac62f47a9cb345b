with
    tickets as (select * from {{ ref("stg_tickets") }}),

    openings as (select * from {{ ref("int_ticket_openings") }}),

    opened as (
        select
            tickets.ticket_id,
            tickets.customer_id,
            openings.agreement_id,
            tickets.kind,
            tickets.environment,
            tickets.priority,
            tickets.opened_at,
            tickets.channel,
            tickets.opened_by,
            tickets.requested_priority,
            tickets.product,
            tickets.category,
            tickets.summary,
            openings.has_status_history,
            tickets.delivery_id,
            tickets.row_number
        from tickets
        inner join openings on tickets.ticket_id = openings.ticket_id
    )

select *
from opened
