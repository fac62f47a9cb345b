with
    unjudged as (
        {% for records in ("lists", "tickets", "changes", "exits") %}
            select *
            from {{ ref("int_unjudged_" ~ records) }}
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),

    severities as (select * from {{ ref("rule_severities") }}),

    unjudged_rules as (
        select
            unjudged.rule_id,
            severities.title,
            unjudged.customer_id,
            unjudged.missing_list,
            cast(unjudged.records as bigint) as records,
            unjudged.source
        from unjudged
        left join severities on unjudged.rule_id = severities.rule_id
    )

select *
from unjudged_rules
