{# Wall time of an agreement, or of the hours that stand for every agreement's
   (CAL-1, `business_day`). #}
{% macro opening_hour(agreed) -%}
    {%- if var("business_day") == "agreement" -%} {{ agreed }}
    {%- else -%} '{{ var("business_day").split("-")[0] }}'
    {%- endif -%}
{%- endmacro %}

{% macro closing_hour(agreed) -%}
    {%- if var("business_day") == "agreement" -%} {{ agreed }}
    {%- else -%} '{{ var("business_day").split("-")[1] }}'
    {%- endif -%}
{%- endmacro %}

{# The reasons that exclude a restoration (CLK-9, `exclusions`); none is no
   reason's name. #}
{% macro excluding_reasons() -%}
    ('{{ var("exclusions") | join("', '") }}')
{%- endmacro %}

{# Whether a clock falls to the rule that P1 and P2 are logged by phone (PRI-4,
   `phone_rule`). #}
{% macro lacks_a_phone_call() -%}
    {%- if var("phone_rule") == "exclude" -%}
        openings.environment = 'production'
        and clocks.kind = 'incident'
        and clocks.recorded_priority in ('P1', 'P2')
        and coalesce(openings.channel, '') <> 'phone'
    {%- else -%} false
    {%- endif -%}
{%- endmacro %}

{# A column of the handbook's targets (TGT-1), or what a what-if asks for in its
   place. #}
{% macro promised(column) -%}
    {%- set asked = var("targets") | selectattr("metric") | list -%}
    {%- if asked -%}
        case
            {%- for target in asked %}
                when
                    metric = '{{ target.metric }}'
                    and priority = '{{ target.priority }}'
                then
                    {{
                        (
                            "'" ~ target[column] ~ "'"
                            if target[column] is string
                            else target[column]
                        )
                    }}
            {%- endfor %}
            else {{ column }}
        end
    {%- else -%} {{ column }}
    {%- endif -%}
{%- endmacro %}
