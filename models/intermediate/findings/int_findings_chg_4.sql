with
    verdicts as (
        select * from {{ ref("int_change_verdicts") }} where not keeps_chg_4
    ),

    changes as (select * from {{ ref("int_changes") }}),

    broken as (
        select
            'CHG-4' as rule_id,
            changes.customer_id,
            'changes' as entity,
            changes.change_id as entity_id,
            '' as part,
            {{ epoch_seconds("verdicts.judged_at") }} as occurred_epoch,
            false as is_grave,
            case
                when changes.type = 'standard'
                then 'This standard change names no pre-approved template.'
                else
                    'This normal change was not approved before it began on '
                    || {{ day_text("changes.begins_on") }}
                    || '.'
            end as message
        from verdicts
        inner join changes on verdicts.change_id = changes.change_id
    )

select *
from broken
