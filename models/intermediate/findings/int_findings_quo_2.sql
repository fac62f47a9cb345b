with
    requests as (
        select *
        from {{ ref("int_quota_requests") }}
        where {{ in_scope("ticket_id") }}
    ),

    openings as (select * from {{ ref("int_ticket_openings") }}),

    -- Where items were never delivered that none is named says nothing.
    supplies as (
        select * from {{ ref("int_supplies") }} where has_tickets_catalogue_item
    ),

    broken as (
        select
            'QUO-2' as rule_id,
            requests.customer_id,
            'tickets' as entity,
            requests.ticket_id as entity_id,
            '' as part,
            requests.opened_epoch as occurred_epoch,
            false as is_grave,
            'Recorded as '
            || {{ request_kind_text("requests.recorded_kind") }}
            || ', but '
            || case
                when requests.catalogue_item is null
                then 'no item of the request catalogue is named'
                else
                    requests.catalogue_item || case
                        when requests.kind = 'standard'
                        then ' was'
                        else ' was not'
                    end
                    || ' in the request catalogue on '
                    || {{ day_text("requests.opened_on") }}
            end
            || ': the request is taken as '
            || {{ request_kind_text("requests.kind") }}
            || '.' as message
        from requests
        inner join openings on requests.ticket_id = openings.ticket_id
        inner join supplies on openings.delivery_id = supplies.delivery_id
        where requests.recorded_kind <> requests.kind
    )

select *
from broken
