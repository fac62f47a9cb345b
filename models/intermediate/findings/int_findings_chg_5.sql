with
    verdicts as (
        select * from {{ ref("int_change_verdicts") }} where not keeps_chg_5
    ),

    changes as (select * from {{ ref("int_changes") }}),

    requests as (select * from {{ ref("int_change_requests") }}),

    broken as (
        select
            'CHG-5' as rule_id,
            changes.customer_id,
            'changes' as entity,
            changes.change_id as entity_id,
            '' as part,
            {{ epoch_seconds("verdicts.judged_at") }} as occurred_epoch,
            false as is_grave,
            'This emergency change ' || case
                when changes.started_at is null
                then 'is planned for '
                else 'began on '
            end
            || {{ day_text("changes.begins_on") }}
            || ' and names '
            || case
                when changes.incident_ticket is null
                then 'no incident'
                else
                    changes.incident_ticket
                    || ', '
                    || case
                        requests.incident_lacks
                        when 'ticket'
                        then 'which is no known ticket'
                        when 'opening'
                        then 'which was opened only later'
                        when 'production'
                        then 'which is not of production'
                        when 'incident'
                        then 'which is no incident'
                        when 'open'
                        then 'by then no longer open'
                        else 'by then only ' || requests.incident_priority
                    end
            end
            || '. It needs an open P1 or P2 incident of production.' as message
        from verdicts
        inner join changes on verdicts.change_id = changes.change_id
        inner join requests on verdicts.change_id = requests.change_id
    )

select *
from broken
