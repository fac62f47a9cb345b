{{ config(materialized="view") }}

with
    tickets as (select * from {{ ref("stg_tickets") }}),

    known as (select * from {{ ref("int_known_tickets") }}),

    opened as (
        select
            tickets.ticket_id,
            tickets.customer_id,
            known.agreement_id,
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
            known.has_response_history,
            known.has_restoration_history,
            tickets.delivery_id,
            tickets.row_number,
            known.environment as judged_environment,
            tickets.opened_until
        from tickets
        inner join known on tickets.ticket_id = known.ticket_id
    )

select *
from opened
