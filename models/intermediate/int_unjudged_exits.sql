{{ config(materialized="view") }}

-- Exits whose source never delivers what a rule asks of them.
with
    supplies as (select * from {{ ref("int_supplies") }}),

    exits as (
        select
            exits.*,
            supplies.source,
            case
                when supplies.has_exit_events_exit_id
                then 'exit_events.occurred_at'
                else 'exit_events'
            end as missing_course
        from {{ ref("int_exits") }} as exits
        inner join supplies on exits.delivery_id = supplies.delivery_id
    ),

    steps as (
        select steps.*, supplies.source, supplies.has_exit_events_occurred_at
        from {{ ref("int_exit_steps") }} as steps
        inner join supplies on steps.delivery_id = supplies.delivery_id
    ),

    waiting as (
        {% for question in ["request_ticket"] + exit_questions() %}
            select
                'EXI-1' as rule_id,
                customer_id,
                source,
                'exits.{{ question }}' as missing_list
            from exits
            where not has_exits_{{ question }}
            union all
        {% endfor %}
        {% for rule, condition in (
            ("EXI-2", "true"),
            ("EXI-6", "gone_by is not null"),
            (
                "EXI-9",
                "coalesce(empty_by, gone_by, channel_closes_on) is not null",
            ),
        ) %}
            select
                '{{ rule }}' as rule_id,
                customer_id,
                source,
                missing_course as missing_list
            from exits
            where not has_course and {{ condition }}
            union all
        {% endfor %}
        select
            'EXI-5' as rule_id,
            exits.customer_id,
            exits.source,
            'exits.early_deletion_requested' as missing_list
        from exits
        inner join steps on exits.exit_id = steps.exit_id
        where
            not exits.has_exits_early_deletion_requested
            and steps.step = 'tenant_deleted'
            and steps.occurred_epoch is not null
        union all
        select
            'EXI-7' as rule_id,
            customer_id,
            source,
            'exit_events.occurred_at' as missing_list
        from steps
        where planned_on is not null and not has_exit_events_occurred_at
    ),

    unjudged as (
        select rule_id, customer_id, source, missing_list, count(*) as records
        from waiting
        group by rule_id, customer_id, source, missing_list
    )

select *
from unjudged
