{{ config(materialized="view", tags=["moving"]) }}

-- A rule needs a list that was never delivered for the customer.
with
    customers as (select * from {{ ref("stg_customers") }}),

    contacts as (select distinct customer_id from {{ ref("stg_contacts") }}),

    catalogue as (select * from {{ ref("stg_catalogue") }}),

    in_force as (
        select distinct customer_id
        from {{ ref("int_agreements_in_force") }}
        where
            from_epoch <= {{ as_of_epoch() }}
            and until_epoch > {{ as_of_epoch() }}
    ),

    tickets as (
        select * from {{ ref("stg_tickets") }} where opened_at <= {{ as_of() }}
    ),

    change_requests as (select * from {{ ref("int_change_requests") }}),

    changes as (
        select *
        from {{ ref("int_changes") }}
        where
            reason = 'customer_request' and coalesce(outcome, '') <> 'cancelled'
    ),

    without_contacts as (
        select customers.customer_id
        from customers
        left join contacts on customers.customer_id = contacts.customer_id
        where contacts.customer_id is null
    ),

    own_catalogues as (select distinct customer_id from catalogue),

    -- Rows for every customer count as one.
    common_items as (
        select count(*) as items from catalogue where customer_id is null
    ),

    without_catalogue as (
        select customers.customer_id
        from customers
        left join
            own_catalogues on customers.customer_id = own_catalogues.customer_id
        cross join common_items
        where own_catalogues.customer_id is null and common_items.items = 0
    ),

    waiting as (
        select 'CON-1' as rule_id, in_force.customer_id, 1 as records
        from in_force
        union all
        select 'CON-2' as rule_id, customer_id, count(*) as records
        from tickets
        where kind <> 'problem' and opened_by is not null
        group by customer_id
        union all
        select 'CHG-2' as rule_id, changes.customer_id, count(*) as records
        from changes
        inner join
            change_requests on changes.change_id = change_requests.change_id
        where change_requests.request_kind = 'service_request'
        group by changes.customer_id
        union all
        select 'QUO-2' as rule_id, customer_id, count(*) as records
        from tickets
        where kind = 'service_request' and request_kind is not null
        group by customer_id
    ),

    unjudged as (
        select
            waiting.rule_id,
            waiting.customer_id,
            cast(null as string) as source,
            case
                when waiting.rule_id = 'QUO-2' then 'catalogue' else 'contacts'
            end as missing_list,
            waiting.records
        from waiting
        left join
            without_contacts
            on waiting.customer_id = without_contacts.customer_id
        left join
            without_catalogue
            on waiting.customer_id = without_catalogue.customer_id
        where
            waiting.rule_id <> 'QUO-2'
            and without_contacts.customer_id is not null
            or waiting.rule_id = 'QUO-2'
            and without_catalogue.customer_id is not null
    )

select *
from unjudged
