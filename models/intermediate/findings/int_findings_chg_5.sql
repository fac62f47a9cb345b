with
    verdicts as (
        select * from {{ ref("int_change_verdicts") }} where not keeps_chg_5
    ),

    changes as (select * from {{ ref("int_changes") }}),

    broken as (
        select
            'CHG-5' as rule_id,
            changes.customer_id,
            'changes' as entity,
            changes.change_id as entity_id,
            '' as part,
            {{ epoch_seconds("verdicts.judged_at") }} as occurred_epoch,
            false as is_grave,
            case
                when changes.incident_ticket is null
                then 'This emergency change names no incident.'
                else
                    'This emergency change names '
                    || changes.incident_ticket
                    || ', which was no open production incident of P1 or P2 '
                    || case
                        when changes.started_at is null
                        then 'at its planned start.'
                        else 'when it began.'
                    end
            end as message
        from verdicts
        inner join changes on verdicts.change_id = changes.change_id
    )

select *
from broken
