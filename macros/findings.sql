{# The rules that raise findings, each by its model int_findings_<rule>. A
   later rule is added here, as a model, and to the seed rule_severities. #}
{% macro finding_rules() -%}
    {{
        return(
            [
                "agr_1",
                "clk_1",
                "clk_10",
                "clk_s",
                "con_1",
                "con_2",
                "inc_1",
                "pri_2",
                "pri_4",
                "pri_5",
            ]
        )
    }}
{%- endmacro %}
