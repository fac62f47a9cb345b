{{ config(materialized="view") }}

select
    ticket_id,
    kind as recorded_kind,
    judged_environment as environment,
    priority as recorded_priority,
    {{ epoch_seconds("opened_at") }} as opened_epoch
from {{ ref("int_told_tickets") }}
