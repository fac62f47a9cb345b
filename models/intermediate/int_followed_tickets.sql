{{ config(materialized="view") }}

select
    ticket_id,
    customer_id,
    delivery_id,
    agreement_id,
    calendar_id,
    time_zone,
    terms_calendar_id,
    terms_time_zone,
    recorded_kind,
    environment,
    recorded_environment,
    recorded_priority,
    requested_priority,
    channel,
    opened_by,
    has_response_history,
    has_restoration_history,
    opened_epoch,
    latest_opened_epoch,
    opened_open_seconds,
    opened_on,
    answered_epoch,
    stopped_epoch,
    is_reclassified,
    is_by_day,
    is_followed
from {{ ref("int_ticket_openings") }}
where is_followed
