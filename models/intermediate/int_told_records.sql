-- In the warehouse those of the tickets that the checks look at, taken out
-- once;
-- a snapshot tells all.
select
    records.ticket_id,
    records.occurred_at,
    records.field,
    records.value,
    records.sequence,
    records.actor,
    records.delivery_id,
    records.row_number,
    records.from_value,
    records.occurred_from
from {{ ref("ticket_events") }} as records
inner join
    {{ ref("int_told_tickets") }} as tickets
    on records.ticket_id = tickets.ticket_id
