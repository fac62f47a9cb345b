with
    verdicts as (
        select * from {{ ref("int_change_verdicts") }} where not keeps_chg_1
    ),

    changes as (select * from {{ ref("int_changes") }}),

    requests as (select * from {{ ref("int_change_requests") }}),

    broken as (
        select
            'CHG-1' as rule_id,
            changes.customer_id,
            'changes' as entity,
            changes.change_id as entity_id,
            '' as part,
            {{ epoch_seconds("verdicts.judged_at") }} as occurred_epoch,
            false as is_grave,
            case
                when changes.request_ticket is null
                then
                    'The customer asked for this change, but it names no '
                    || 'service request.'
                when requests.request_kind is null
                then
                    'The customer asked for this change, but its request '
                    || changes.request_ticket
                    || ' is not known.'
                when requests.request_kind <> 'service_request'
                then
                    'The customer asked for this change, but '
                    || changes.request_ticket
                    || ' is no service request.'
                else
                    'The service request '
                    || changes.request_ticket
                    || ' was opened on '
                    || {{ day_text("requests.request_opened_on") }}
                    || ', not before the change was approved.'
            end as message
        from verdicts
        inner join changes on verdicts.change_id = changes.change_id
        inner join requests on verdicts.change_id = requests.change_id
    )

select *
from broken
