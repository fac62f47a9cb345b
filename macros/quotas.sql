{# The units of a contract year, whole or, where the agreement ends before the
   year would, for its days, rounded up (QUO-1, `last_year_quota`). #}
{% macro yearly_quota(units, starts_on, ends_on, full_end_on) -%}
    {%- if var("last_year_quota") == "prorated" -%}
        {%- set days = days_between(starts_on, ends_on) ~ " + 1" -%}
        {%- set full_days = days_between(starts_on, full_end_on) ~ " + 1" -%}
        cast(
            {{
                whole_division(
                    units ~ " * (" ~ days ~ ") + (" ~ full_days ~ ") - 1",
                    "(" ~ full_days ~ ")",
                )
            }} as bigint
        )
    {%- else -%} {{ units }}
    {%- endif -%}
{%- endmacro %}

{# What has been used beyond the quota, by what was used and by the lowest balance
   so far: all top-ups of the year cover it, or only those before it (QUO-4,
   `top_up_covers_overage`). #}
{% macro overage(used_units, lowest_units) -%}
    {%- if var("top_up_covers_overage") == "yes" -%}
        greatest(0, {{ used_units }} - allowed_units)
    {%- else -%} greatest(0, - {{ lowest_units }})
    {%- endif -%}
{%- endmacro %}

{# What is left after a movement of `counted`: what later top-ups will cover is
   less than none. #}
{% macro balance_after() -%}
    {%- if var("top_up_covers_overage") == "yes" -%} balance_units
    {%- else -%} balance_units + overage_so_far
    {%- endif -%}
{%- endmacro %}

{# When a request consumes (QUO-3, `request_consumed`): at its opening, or when it
   was fulfilled, which of a followed ticket its steps tell. #}
{% macro consumed_epoch() -%}
    {%- if var("request_consumed") == "restored" -%}
        case
            when openings.is_followed
            then restorations.stopped_epoch
            else openings.stopped_epoch
        end
    {%- else -%} openings.opened_epoch
    {%- endif -%}
{%- endmacro %}
