with
    tickets as (
        select * from {{ ref("stg_tickets") }} where opened_at <= {{ as_of() }}
    ),

    deliveries as (select * from {{ ref("stg_deliveries") }}),

    agreements as (select * from {{ ref("int_agreements_in_force") }}),

    calendar_days as (select * from {{ ref("stg_calendar_days") }}),

    opened as (
        select
            tickets.ticket_id,
            tickets.customer_id,
            tickets.kind,
            tickets.environment,
            tickets.priority,
            tickets.channel,
            coalesce(deliveries.has_status_history, true) as has_status_history,
            tickets.opened_at,
            {{ epoch_seconds("tickets.opened_at") }} as opened_epoch
        from tickets
        left join deliveries on tickets.delivery_id = deliveries.delivery_id
    ),

    agreed as (
        select
            opened.*,
            agreements.agreement_id,
            agreements.calendar_id,
            agreements.time_zone,
            agreements.live_epoch
        from opened
        left join
            agreements
            on opened.customer_id = agreements.customer_id
            and opened.opened_epoch >= agreements.from_epoch
            and opened.opened_epoch < agreements.until_epoch
    ),

    counted as (
        select
            agreed.ticket_id,
            agreed.customer_id,
            agreed.agreement_id,
            agreed.calendar_id,
            agreed.time_zone,
            agreed.kind as recorded_kind,
            case
                when agreed.opened_epoch < agreed.live_epoch
                then 'non_production'
                else agreed.environment
            end as environment,
            agreed.priority as recorded_priority,
            agreed.channel,
            agreed.has_status_history,
            agreed.opened_at,
            agreed.opened_epoch,
            {{ open_seconds("agreed.opened_epoch", "calendar_days") }}
            as opened_open_seconds
        from agreed
        left join
            calendar_days
            on agreed.calendar_id = calendar_days.calendar_id
            and {{ utc_day("agreed.opened_epoch") }} = calendar_days.utc_day
    )

select *
from counted
