{#- What is owed before a change begins, and when a change owes it. -#}
{% set owed = {
    "request": "reason = 'customer_request' and request_ticket is null"
    ~ " and has_changes_request_ticket",
    "template": "type = 'standard' and coalesce(template, '') = ''"
    ~ " and has_changes_template",
    "approval": "type = 'normal' and approved_at is null"
    ~ " and has_changes_approved_at",
    "incident": "type = 'emergency' and incident_ticket is null"
    ~ " and has_changes_incident_ticket",
    "agreement": "reason in ('customer_request', 'agreed_maintenance')"
    ~ " and customer_agreed_at is null and has_changes_customer_agreed_at",
    "notice": "reason = 'routine_maintenance' and interrupts_service"
    ~ " and notified_at is null and has_changes_notified_at",
    "test": "environment = 'production' and tested_at is null"
    ~ " and has_changes_tested_at",
} %}
{% if var("customer_review") == "required" %}
    {% do owed.update(
        {
            "review": "environment = 'production' and reason = 'customer_request'"
            ~ " and customer_reviewed_at is null"
            ~ " and has_changes_customer_reviewed_at"
        }
    ) %}
{% endif %}

with
    changes as (select * from {{ ref("changes") }}),

    -- What its source never delivers nobody can say that it lacks.
    supplies as (select * from {{ ref("int_supplies") }}),

    not_begun as (
        select
            changes.*,
            {% for name in needed_columns()["changes"] %}
                supplies.has_changes_{{ name }},
            {% endfor %}
            {{ epoch_seconds("planned_start") }} as planned_epoch
        from changes
        inner join supplies on changes.delivery_id = supplies.delivery_id
        where
            changes.started_at is null
            and changes.ended_at is null
            and coalesce(changes.outcome, '') <> 'cancelled'
    ),

    planned_changes as (
        select
            change_id,
            customer_id,
            type,
            reason,
            environment,
            planned_start,
            planned_end,
            planned_on,
            planned_epoch < {{ as_of_epoch() }} as is_overdue,
            planned_epoch - {{ as_of_epoch() }} as seconds_to_start,
            interrupts_service,
            notice_business_days,
            coalesce(chg_6 = 'broken', false) as is_notice_broken,
            nullif(
                trim(
                    {%- for step, condition in owed.items() %}
                        case when {{ condition }} then '{{ step }} ' else '' end
                        {%- if not loop.last %} || {% endif %}
                    {%- endfor %}
                ),
                ''
            ) as missing,
            summary
        from not_begun
    )

select *
from planned_changes
