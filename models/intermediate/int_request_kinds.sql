{{ config(materialized="view", tags=["moving"]) }}

with
    openings as (select * from {{ ref("int_ticket_openings") }}),

    states as (select * from {{ ref("int_ticket_states") }}),

    tickets as (
        select *
        from {{ ref("stg_tickets") }}
        where opened_at <= {{ as_of() }} and {{ in_scope("ticket_id") }}
    ),

    catalogue as (select * from {{ ref("stg_catalogue") }}),

    -- Rows for every customer make a catalogue for each (QUO-2).
    own_catalogues as (
        select distinct customer_id from catalogue where customer_id is not null
    ),

    general_catalogue as (
        select count(*) as items from catalogue where customer_id is null
    ),

    requests as (
        select
            openings.ticket_id,
            openings.opened_on,
            tickets.customer_id,
            tickets.catalogue_item,
            tickets.request_kind as recorded_kind,
            tickets.units,
            tickets.delivery_id,
            tickets.row_number
        from openings
        inner join tickets on openings.ticket_id = tickets.ticket_id
        left join states on openings.ticket_id = states.ticket_id
        where coalesce(states.kind, openings.recorded_kind) = 'service_request'
    ),

    listed as (
        select distinct requests.ticket_id
        from requests
        inner join
            catalogue
            on requests.catalogue_item = catalogue.item
            and requests.customer_id
            = coalesce(catalogue.customer_id, requests.customer_id)
            and coalesce(requests.opened_on >= catalogue.valid_from, true)
            and coalesce(requests.opened_on <= catalogue.valid_to, true)
    ),

    judged as (
        select
            requests.*,
            case
                when listed.ticket_id is not null
                then 'in_catalogue'
                when
                    own_catalogues.customer_id is not null
                    or general_catalogue.items > 0
                then 'not_in_catalogue'
                when requests.recorded_kind is not null
                then 'as_recorded'
                else 'nothing_recorded'
            end as decided_by
        from requests
        cross join general_catalogue
        left join listed on requests.ticket_id = listed.ticket_id
        left join
            own_catalogues on requests.customer_id = own_catalogues.customer_id
    )

select
    *,
    case
        decided_by
        when 'in_catalogue'
        then 'standard'
        when 'as_recorded'
        then recorded_kind
        else 'nonstandard'
    end as kind
from judged
