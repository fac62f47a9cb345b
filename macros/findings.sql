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
                "exi_1",
                "exi_2",
                "exi_3",
                "exi_4",
                "exi_5",
                "exi_6",
                "exi_7",
                "exi_9",
                "inc_1",
                "pri_2",
                "pri_4",
                "pri_5",
                "quo_2",
            ]
        )
    }}
{%- endmacro %}

{# How long a customer may wait for news of a P1 or P2 (INC-1, `update_spans`):
   so many seconds of a calendar, or so many of the customer's business days. #}
{% macro silence_limits(priority, calendars) -%}
    {#- A linter, which knows no variables, is shown the form alone. -#}
    {%- set told = var("update_spans") -%}
    {%- set form = {"P2": {"business_days": 1, "calendar": "business"}} -%}
    {%- set spans = told if told is mapping else form -%}
    case
        {{ priority }}
        {%- for name, span in spans.items() %}
            when '{{ name }}' then '{{ span.calendar }}'
        {%- endfor %}
    end as calendar,
    case
        {{ priority }}
        {%- for name, span in spans.items() %}
            when '{{ name }}'
            then
                {% if span.business_days is defined -%}
                    {{ span.business_days }} * ({{ window_seconds(calendars) }})
                {%- else -%} {{ span.seconds }}
                {%- endif %}
        {%- endfor %}
    end as longest_seconds
{%- endmacro %}
