with
    unexplained as (select * from {{ ref("unexplained_incidents") }}),

    broken as (
        select
            'PRB-1' as rule_id,
            customer_id,
            'tickets' as entity,
            ticket_id as entity_id,
            '' as part,
            {{ epoch_seconds("restored_at") }} as occurred_epoch,
            false as is_grave,
            'This P1 incident was restored on '
            || {{ day_text("restored_on") }}
            || ' ('
            || {{ days_ago_text("age_days") }}
            || ') and names '
            || coalesce(
                problem_id || ', which is no known problem.', 'no problem.'
            ) as message
        from unexplained
    )

select *
from broken
