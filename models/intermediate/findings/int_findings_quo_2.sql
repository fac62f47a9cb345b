{{ config(tags=["moving"]) }}

with
    requests as (
        select *
        from {{ ref("int_quota_requests") }}
        where {{ in_scope("ticket_id") }}
    ),

    broken as (
        select
            'QUO-2' as rule_id,
            customer_id,
            'tickets' as entity,
            ticket_id as entity_id,
            '' as part,
            opened_epoch as occurred_epoch,
            false as is_grave,
            'Recorded as '
            || {{ request_kind_text("recorded_kind") }}
            || ', but '
            || case
                when catalogue_item is null
                then 'no item of the request catalogue is named'
                else
                    catalogue_item || case
                        when kind = 'standard' then ' was' else ' was not'
                    end
                    || ' in the request catalogue on '
                    || {{ day_text("opened_on") }}
            end
            || ': the request is taken as '
            || {{ request_kind_text("kind") }}
            || '.' as message
        from requests
        where recorded_kind <> kind
    )

select *
from broken
