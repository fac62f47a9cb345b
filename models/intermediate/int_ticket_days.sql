{{ config(materialized="view") }}

-- The customer's terms that stood when the ticket was opened, whether or not
-- an agreement was in force, and the local date by them.
select
    ticket_id,
    customer_id,
    opened_epoch,
    terms_calendar_id as calendar_id,
    terms_time_zone as time_zone,
    opened_on
from {{ ref("int_ticket_openings") }}
