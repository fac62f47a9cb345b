with
    exits as (select * from {{ ref("int_exits") }}),

    steps as (select * from {{ ref("int_exit_steps") }}),

    closed as (
        select exit_id
        from steps
        where step = 'channel_closed' and occurred_epoch is not null
    ),

    broken as (
        select
            'EXI-2' as rule_id,
            exits.customer_id,
            'exits' as entity,
            exits.exit_id as entity_id,
            steps.step as part,
            exits.requested_epoch as occurred_epoch,
            false as is_grave,
            case
                steps.step
                when 'contact_named'
                then 'No point of contact is named for this exit.'
                when 'support_told'
                then 'The support team has not been told of this exit.'
                when 'billing_told'
                then 'The billing team has not been told of this exit.'
                when 'account_told'
                then 'The account team has not been told of this exit.'
                else 'The cloud team has not been told of this exit.'
            end as message
        from exits
        inner join steps on exits.exit_id = steps.exit_id
        left join closed on exits.exit_id = closed.exit_id
        where
            closed.exit_id is null
            and steps.stage in ('contact', 'teams')
            and steps.settled_epoch is null
            and (
                exits.has_course
                or steps.stage = 'contact'
                and exits.has_exits_owner
            )
    )

select *
from broken
