with
    verdicts as (
        select * from {{ ref("int_change_verdicts") }} where not keeps_chg_9
    ),

    changes as (select * from {{ ref("int_changes") }}),

    broken as (
        select
            'CHG-9' as rule_id,
            changes.customer_id,
            'changes' as entity,
            changes.change_id as entity_id,
            '' as part,
            {{ epoch_seconds("verdicts.judged_at") }} as occurred_epoch,
            false as is_grave,
            'The customer had not agreed to the work, impact and cost of this '
            || 'change before it began on '
            || {{ day_text("changes.begins_on") }}
            || '.' as message
        from verdicts
        inner join changes on verdicts.change_id = changes.change_id
    )

select *
from broken
