with
    exits as (
        select *
        from {{ ref("int_exits") }}
        where
            has_exits_early_deletion_requested and not early_deletion_requested
    ),

    deletions as (
        select *
        from {{ ref("int_exit_steps") }}
        where step = 'tenant_deleted' and occurred_epoch is not null
    ),

    broken as (
        select
            'EXI-5' as rule_id,
            exits.customer_id,
            'exits' as entity,
            exits.exit_id as entity_id,
            '' as part,
            deletions.occurred_epoch,
            false as is_grave,
            'The tenant was deleted on '
            || {{ day_text("deletions.occurred_on") }}
            || ', but its data was to stay available until '
            || {{ day_text("exits.retrieval_ends_on") }}
            || ', '
            || {{ days_text("exits.retrieval_days") }}
            || ' after the last day of the agreement, and the customer did not'
            || ' ask for an earlier deletion.' as message
        from exits
        inner join deletions on exits.exit_id = deletions.exit_id
        where deletions.occurred_on <= exits.retrieval_ends_on
    )

select *
from broken
