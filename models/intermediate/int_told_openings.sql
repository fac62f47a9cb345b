{{ config(materialized="view") }}

select
    tickets.ticket_id,
    agreements.calendar_id,
    tickets.kind as recorded_kind,
    tickets.judged_environment as environment,
    tickets.priority as recorded_priority,
    {{ epoch_seconds("tickets.opened_at") }} as opened_epoch
from {{ ref("int_told_tickets") }} as tickets
left join
    {{ ref("agreements") }} as agreements
    on tickets.agreement_id = agreements.agreement_id
