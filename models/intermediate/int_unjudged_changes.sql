{{ config(materialized="view") }}

{#- Of which change a rule asks for which column. -#}
{% set review = var("customer_review") == "required" %}
{% set asked = [
    ("CHG-1", "request_ticket", "reason = 'customer_request'"),
    ("CHG-2", "request_ticket", "reason = 'customer_request'"),
    (
        "CHG-3",
        "tested_at",
        "environment = 'production' and is_started",
    ),
    ("CHG-4", "approved_at", "type = 'normal' and is_started"),
    ("CHG-4", "template", "type = 'standard'"),
    ("CHG-5", "incident_ticket", "type = 'emergency'"),
    ("CHG-6", "interrupts_service", "reason = 'routine_maintenance'"),
    (
        "CHG-6",
        "notified_at",
        "reason = 'routine_maintenance' and interrupts_service",
    ),
    ("CHG-6", "customer_agreed_at", "reason = 'agreed_maintenance'"),
    (
        "CHG-9",
        "customer_agreed_at",
        "reason = 'customer_request' and is_started",
    ),
] %}
{% if review %}
    {% do asked.append(
        (
            "CHG-3",
            "customer_reviewed_at",
            "reason = 'customer_request' and environment = 'production'"
            ~ " and is_started",
        )
    ) %}
{% endif %}

-- Changes whose source never delivers what a rule asks of them; of the yearly
-- update it is the installation that never did.
with
    supplies as (select * from {{ ref("int_supplies") }}),

    requests as (select * from {{ ref("int_change_requests") }}),

    changes as (
        select
            changes.*,
            changes.started_at is not null as is_started,
            supplies.source,
            {% for name in needed_columns()["changes"] %}
                supplies.has_changes_{{ name }},
            {% endfor %}
            requests.request_kind,
            requests.has_tickets_opened_by
        from {{ ref("int_changes") }} as changes
        inner join supplies on changes.delivery_id = supplies.delivery_id
        inner join requests on changes.change_id = requests.change_id
        where coalesce(changes.outcome, '') <> 'cancelled'
    ),

    installation as (
        select
            max(
                case when has_changes_change_id then 1 else 0 end
            ) as brings_changes,
            max(case when has_changes_ended_at then 1 else 0 end) as brings_ends
        from supplies
    ),

    years as (
        select *
        from {{ ref("int_update_years") }}
        where not is_judged and is_over and is_live_all_year
    ),

    waiting as (
        {% for rule, column, condition in asked %}
            select
                '{{ rule }}' as rule_id,
                customer_id,
                source,
                'changes.{{ column }}' as missing_list
            from changes
            where {{ condition }} and not has_changes_{{ column }}
            union all
        {% endfor %}
        select
            'CHG-2' as rule_id,
            customer_id,
            source,
            'tickets.opened_by' as missing_list
        from changes
        where
            reason = 'customer_request'
            and request_kind = 'service_request'
            and not has_tickets_opened_by
        union all
        select
            'CHG-7' as rule_id,
            years.customer_id,
            cast(null as string) as source,
            case
                when installation.brings_changes = 0
                then 'changes'
                when installation.brings_ends = 0
                then 'changes.ended_at'
                else 'changes.outcome'
            end as missing_list
        from years
        cross join installation
    ),

    unjudged as (
        select rule_id, customer_id, source, missing_list, count(*) as records
        from waiting
        group by rule_id, customer_id, source, missing_list
    )

select *
from unjudged
