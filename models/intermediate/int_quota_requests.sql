{{
    config(
        materialized="incremental",
        replaces="tickets",
    )
}}

with
    openings as (select * from {{ ref("int_ticket_openings") }}),

    kinds as (select * from {{ ref("int_request_kinds") }}),

    events as (
        select * from {{ ref("int_ticket_events") }} where field = 'status'
    ),

    terms as (select * from {{ ref("int_standing_terms") }}),

    zone_days as (select * from {{ ref("stg_zone_days") }}),

    statuses as (
        select
            ticket_id,
            max_by(value, event_number) as status,
            max(
                case
                    when value in ('in_progress', 'restored', 'closed')
                    then 1
                    else 0
                end
            ) as was_worked
        from events
        group by ticket_id
    ),

    requests as (
        select
            kinds.*,
            openings.opened_epoch,
            -- A ticket that was ever cancelled has its statuses here.
            coalesce(
                statuses.status = 'cancelled' and statuses.was_worked = 0, false
            ) as is_dropped,
            {{ consumed_epoch() }} as consumed_epoch
        from kinds
        inner join openings on kinds.ticket_id = openings.ticket_id
        left join statuses on kinds.ticket_id = statuses.ticket_id
        {% if var("request_consumed") == "restored" %}
            left join
                {{ ref("int_restorations") }} as restorations
                on kinds.ticket_id = restorations.ticket_id
        {% endif %}
    ),

    agreed as (
        select
            requests.*,
            case
                when
                    requests.consumed_epoch >= terms.in_force_from_epoch
                    and requests.consumed_epoch < terms.in_force_until_epoch
                then terms.agreement_id
            end as agreement_id,
            terms.time_zone,
            cast({{ instant("requests.consumed_epoch") }} as date) as utc_date
        from requests
        left join
            terms
            on requests.customer_id = terms.customer_id
            and requests.consumed_epoch >= terms.from_epoch
            and requests.consumed_epoch < terms.until_epoch
    ),

    placed as (
        select
            agreed.ticket_id,
            agreed.customer_id,
            agreed.kind,
            agreed.decided_by,
            agreed.catalogue_item,
            agreed.recorded_kind,
            agreed.units,
            agreed.opened_epoch,
            agreed.opened_on,
            agreed.is_dropped,
            agreed.agreement_id,
            agreed.consumed_epoch,
            {{
                local_date(
                    "agreed.consumed_epoch", "agreed.utc_date", "zone_days"
                )
            }} as consumed_on,
            agreed.delivery_id,
            agreed.row_number
        from agreed
        left join
            zone_days
            on agreed.time_zone = zone_days.time_zone
            and agreed.utc_date = zone_days.local_date
    )

select *
from placed
