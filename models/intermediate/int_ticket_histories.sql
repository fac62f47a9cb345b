{{ config(materialized="view", tags=["moving"]) }}

-- Where every source has both histories there is nothing to look at, and the
-- events are not read.
with
    deliveries as (select * from {{ ref("stg_deliveries") }}),

    lacking as (
        select *
        from deliveries
        where not has_response_history or not has_restoration_history
    ),

    tickets as (
        select
            tickets.ticket_id,
            lacking.has_response_history,
            lacking.has_restoration_history
        from {{ ref("stg_tickets") }} as tickets
        inner join lacking on tickets.delivery_id = lacking.delivery_id
        where {{ in_scope("tickets.ticket_id") }}
    ),

    events as (
        select *
        from {{ ref("stg_ticket_events") }}
        where field in ('status', 'response') and occurred_at <= {{ as_of() }}
    ),

    -- What a source with a history told of a ticket beside.
    supplied as (
        select
            tickets.ticket_id,
            max(
                case when deliveries.has_response_history then 1 else 0 end
            ) as response_histories,
            max(
                case
                    when
                        events.field = 'status'
                        and deliveries.has_restoration_history
                    then 1
                    else 0
                end
            ) as restoration_histories
        from tickets
        inner join events on tickets.ticket_id = events.ticket_id
        inner join deliveries on events.delivery_id = deliveries.delivery_id
        group by tickets.ticket_id
    ),

    histories as (
        select
            tickets.ticket_id,
            tickets.has_response_history
            or coalesce(
                supplied.response_histories = 1, false
            ) as has_response_history,
            tickets.has_restoration_history
            or coalesce(
                supplied.restoration_histories = 1, false
            ) as has_restoration_history
        from tickets
        left join supplied on tickets.ticket_id = supplied.ticket_id
    )

select *
from histories
