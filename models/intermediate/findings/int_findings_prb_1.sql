with
    restored as (
        select
            ticket_id,
            customer_id,
            {{ epoch_seconds("stopped_at") }} as stopped_epoch
        from {{ ref("sla_clocks") }}
        where
            metric = 'restoration'
            and kind = 'incident'
            and priority = 'P1'
            and stopped_at is not null
    ),

    links as (select * from {{ ref("int_problem_links") }}),

    problems as (select * from {{ ref("problems") }}),

    broken as (
        select
            'PRB-1' as rule_id,
            restored.customer_id,
            'tickets' as entity,
            restored.ticket_id as entity_id,
            '' as part,
            restored.stopped_epoch as occurred_epoch,
            false as is_grave,
            'This P1 incident was restored ' || cast(
                {{
                    whole_division(
                        "(" ~ as_of_epoch() ~ " - restored.stopped_epoch)",
                        "86400",
                    )
                }} as string
            )
            || ' full days ago and '
            || case
                when links.problem_id is null
                then 'names no problem.'
                else
                    'names '
                    || links.problem_id
                    || ', which is no known problem.'
            end as message
        from restored
        left join links on restored.ticket_id = links.ticket_id
        left join problems on links.problem_id = problems.ticket_id
        where problems.ticket_id is null
    )

select *
from broken
