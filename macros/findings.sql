{# The rules that raise findings, each by its model int_findings_<rule>. A
   later rule is added here, as a model, and to the seed rule_severities. #}
{% macro finding_rules() -%}
    {{
        return(
            [
                "agr_1",
                "chg_1",
                "chg_2",
                "chg_3",
                "chg_4",
                "chg_5",
                "chg_6",
                "chg_7",
                "chg_9",
                "clk_1",
                "clk_10",
                "clk_s",
                "con_1",
                "con_2",
                "drc_1",
                "exi_1",
                "exi_2",
                "exi_3",
                "exi_4",
                "exi_5",
                "exi_6",
                "exi_7",
                "exi_9",
                "inc_1",
                "onb_1",
                "prb_1",
                "prb_2",
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

{# Findings that every build makes of all records: a ticket's own can hang on
   another's. Of the rest those of this build's tickets. #}
{% macro is_made_anew() -%}
    (
        rule_id in ('PRB-1', 'PRB-2')
        or entity not in ('tickets', 'ticket_events')
        or {{ in_scope("entity_id") }}
    )
{%- endmacro %}
