with
    steps as (select * from {{ ref("int_exit_steps") }}),

    broken as (
        select
            'EXI-4' as rule_id,
            customer_id,
            'exit_events' as entity,
            exit_id as entity_id,
            step as part,
            occurred_epoch,
            false as is_grave,
            title
            || ' on '
            || {{ day_text("occurred_on") }}
            || ', out of order: the step "'
            || first_missed_title
            || case
                when missed_steps = 1
                then '" comes'
                when missed_steps = 2
                then '" and 1 other come'
                else
                    '" and '
                    || cast(missed_steps - 1 as string)
                    || ' others come'
            end
            || ' first and had not happened by then.' as message
        from steps
        where not in_order
    )

select *
from broken
