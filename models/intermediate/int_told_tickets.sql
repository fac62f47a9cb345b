-- In the warehouse those that the checks look at; a snapshot tells all.
select
    ticket_id,
    customer_id,
    agreement_id,
    kind,
    environment,
    priority,
    opened_at,
    channel,
    opened_by,
    requested_priority,
    product,
    category,
    summary,
    has_response_history,
    has_restoration_history,
    delivery_id,
    row_number,
    judged_environment,
    opened_until
from {{ ref("tickets") }}
where {{ in_sample("ticket_id") }}
