with
    verdicts as (
        select * from {{ ref("int_change_verdicts") }} where not keeps_chg_3
    ),

    changes as (select * from {{ ref("int_changes") }}),

    broken as (
        select
            'CHG-3' as rule_id,
            changes.customer_id,
            'changes' as entity,
            changes.change_id as entity_id,
            '' as part,
            {{ epoch_seconds("verdicts.judged_at") }} as occurred_epoch,
            false as is_grave,
            case
                when coalesce(changes.tested_at < changes.started_at, false)
                then
                    'The customer did not review this change on Test before '
                    || 'it began in production on '
                when
                    changes.reason = 'customer_request'
                    and verdicts.has_changes_customer_reviewed_at
                    and not coalesce(
                        changes.customer_reviewed_at < changes.started_at, false
                    )
                then
                    'This change was neither deployed on Test nor reviewed '
                    || 'there by the customer before it began in production on '
                else
                    'This change was not deployed on Test before it began in '
                    || 'production on '
            end
            || {{ day_text("changes.begins_on") }}
            || '.' as message
        from verdicts
        inner join changes on verdicts.change_id = changes.change_id
    )

select *
from broken
