with
    exits as (select * from {{ ref("int_exits") }}),

    missing as (
        select
            exit_id,
            customer_id,
            requested_epoch,
            'request_ticket' as part,
            case
                when request_ticket is null
                then 'The exit names no service request that started it.'
                else
                    'The exit names the service request '
                    || request_ticket
                    || ', which is not known.'
            end as message
        from exits
        where not is_request_known and has_exits_request_ticket
        {% for question, sentence in {
                "export_wanted": "It is not said whether the customer wants an export.",
                "empty_by": "No date is given by which the tenant is to be emptied.",
                "gone_by": "No date is committed for all data to be gone, backups included.",
                "channel_closes_on": "No date is given on which the support channel closes.",
            }.items() %}
            union all
            select
                exit_id,
                customer_id,
                requested_epoch,
                '{{ question }}' as part,
                '{{ sentence }}' as message
            from exits
            where {{ question }} is null and has_exits_{{ question }}
        {% endfor %}
    ),

    broken as (
        select
            'EXI-1' as rule_id,
            customer_id,
            'exits' as entity,
            exit_id as entity_id,
            part,
            requested_epoch as occurred_epoch,
            false as is_grave,
            message
        from missing
    )

select *
from broken
