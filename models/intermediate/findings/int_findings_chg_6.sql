with
    verdicts as (
        select * from {{ ref("int_change_verdicts") }} where not keeps_chg_6
    ),

    changes as (select * from {{ ref("int_changes") }}),

    broken as (
        select
            'CHG-6' as rule_id,
            changes.customer_id,
            'changes' as entity,
            changes.change_id as entity_id,
            '' as part,
            {{ epoch_seconds("verdicts.judged_at") }} as occurred_epoch,
            false as is_grave,
            case
                when changes.reason = 'agreed_maintenance'
                then
                    'The customer had not agreed to this maintenance before '
                    || 'its start on '
                    || {{ day_text("changes.begins_on") }}
                    || '.'
                when changes.notified_at is null
                then
                    'Maintenance that interrupts service is planned for '
                    || {{ day_text("changes.planned_on") }}
                    || ' and was not announced: five whole business days '
                    || 'before it are no longer left.'
                else
                    'Maintenance that interrupts service was announced on '
                    || {{ day_text("changes.notice_on") }}
                    || ' for '
                    || {{ day_text("changes.planned_on") }}
                    || ': '
                    || cast(changes.notice_business_days as string)
                    || ' whole business days lie between, five are owed.'
            end as message
        from verdicts
        inner join changes on verdicts.change_id = changes.change_id
    )

select *
from broken
