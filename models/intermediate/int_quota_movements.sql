{{ config(materialized="view", tags=["moving"]) }}

with
    contract_years as (select * from {{ ref("int_contract_years") }}),

    top_ups as (select * from {{ ref("stg_top_ups") }}),

    exits as (
        select distinct request_ticket
        from {{ ref("stg_exits") }}
        where
            requested_at <= {{ as_of() }}
            and {{ "false" if var("exit_request") == "consumes" else "true" }}
    ),

    requests as (
        select *
        from {{ ref("int_quota_requests") }}
        where agreement_id is not null and not is_dropped
    ),

    openings as (
        select
            *,
            'opening' as movement,
            starts_on as moved_on,
            agreement_id as record_id,
            quota_units as units,
            cast(null as string) as catalogue_item,
            cast(null as string) as decided_by,
            cast(0 as bigint) as moved_epoch
        from contract_years
        where quota_units is not null
    ),

    -- Of two agreements the one that started last, as for tickets (AGR-1).
    purchases as (
        select
            contract_years.*,
            top_ups.top_up_id,
            top_ups.purchased_on,
            top_ups.units,
            top_ups.delivery_id as bought_delivery_id,
            top_ups.row_number as bought_row_number,
            row_number() over (
                partition by top_ups.top_up_id
                order by
                    contract_years.agreement_starts_on desc,
                    contract_years.agreement_id desc
            ) as preference
        from top_ups
        inner join
            contract_years
            on top_ups.customer_id = contract_years.customer_id
            and top_ups.kind = contract_years.kind
            and top_ups.purchased_on >= contract_years.starts_on
            and top_ups.purchased_on <= contract_years.ends_on
            and top_ups.purchased_on <= contract_years.as_of_on
    ),

    consumed as (
        select
            contract_years.*,
            requests.ticket_id,
            requests.consumed_on,
            requests.units,
            requests.catalogue_item,
            requests.decided_by,
            requests.consumed_epoch,
            requests.delivery_id as asked_delivery_id,
            requests.row_number as asked_row_number
        from requests
        inner join
            contract_years
            on requests.agreement_id = contract_years.agreement_id
            and requests.kind = contract_years.kind
            and requests.consumed_on >= contract_years.starts_on
            and requests.consumed_on <= contract_years.ends_on
        left join exits on requests.ticket_id = exits.request_ticket
        where exits.request_ticket is null
    ),

    {% set year = "customer_id, kind, agreement_id, starts_on, quota_units" %}
    movements as (
        select
            {{ year }},
            movement,
            moved_on,
            record_id,
            units,
            catalogue_item,
            decided_by,
            1 as place,
            moved_epoch,
            delivery_id,
            row_number
        from openings
        union all
        select
            {{ year }},
            'top_up' as movement,
            purchased_on as moved_on,
            top_up_id as record_id,
            units,
            cast(null as string) as catalogue_item,
            cast(null as string) as decided_by,
            2 as place,
            cast(0 as bigint) as moved_epoch,
            bought_delivery_id as delivery_id,
            bought_row_number as row_number
        from purchases
        where preference = 1
        union all
        select
            {{ year }},
            'request' as movement,
            consumed_on as moved_on,
            ticket_id as record_id,
            - units as units,
            catalogue_item,
            decided_by,
            3 as place,
            consumed_epoch as moved_epoch,
            asked_delivery_id as delivery_id,
            asked_row_number as row_number
        from consumed
    )

select *
from movements
