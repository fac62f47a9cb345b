with
    verdicts as (
        select * from {{ ref("int_change_verdicts") }} where not keeps_chg_2
    ),

    changes as (select * from {{ ref("int_changes") }}),

    requests as (select * from {{ ref("int_change_requests") }}),

    broken as (
        select
            'CHG-2' as rule_id,
            changes.customer_id,
            'changes' as entity,
            changes.change_id as entity_id,
            '' as part,
            {{ epoch_seconds("verdicts.judged_at") }} as occurred_epoch,
            false as is_grave,
            case
                when requests.request_opened_by is null
                then
                    'This change rests on the service request '
                    || changes.request_ticket
                    || ' of '
                    || {{ day_text("requests.request_opened_on") }}
                    || ', but it is not recorded who opened it.'
                else
                    'The service request '
                    || changes.request_ticket
                    || ' was opened by '
                    || requests.request_opened_by
                    || ', who was no authorised change contact on '
                    || {{ day_text("requests.request_opened_on") }}
                    || '.'
            end as message
        from verdicts
        inner join changes on verdicts.change_id = changes.change_id
        inner join requests on verdicts.change_id = requests.change_id
    )

select *
from broken
