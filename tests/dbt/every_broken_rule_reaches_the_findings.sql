-- The joins of the mart lose none and double none.
with
    broken as (
        {% for rule in finding_rules() %}
            select count(*) as findings
            from {{ ref("int_findings_" ~ rule) }}
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),

    counted as (select sum(findings) as findings from broken),

    built as (
        select count(*) as findings
        from {{ ref("findings") }}
        where {{ is_made_anew() }}
    )

select counted.findings, built.findings as built_findings
from counted
cross join built
where counted.findings <> built.findings
