{{ config(materialized="table") }}

with
    broken as (
        {% for rule in finding_rules() %}
            select *
            from {{ ref("int_findings_" ~ rule) }}
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    )

select
    rule_id,
    customer_id,
    entity,
    entity_id,
    part,
    occurred_epoch,
    is_grave,
    message
from broken
