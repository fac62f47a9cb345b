{# Words and days of customer exits (EXI). #}
{# Products with an export, and those without (EXI-3). #}
{% macro products_with_export() -%}
    {{- return(["SMAX", "ESM"]) -}}
{%- endmacro %}

{% macro products_without_export() -%}
    {{- return(["CMS", "HCMX", "OO", "PCS"]) -}}
{%- endmacro %}

{# What the request has to answer (EXI-1). #}
{% macro exit_questions() -%}
    {{-
        return(
            ["export_wanted", "empty_by", "gone_by", "channel_closes_on"]
        )
    -}}
{%- endmacro %}

{# Whether a list of words parted by blanks holds a word. #}
{% macro names_word(words, word) -%}
    ' ' || {{ words }} || ' ' like '% {{ word }} %'
{%- endmacro %}

{# Days for which backups keep a deleted tenant's data (EXI-6). #}
{% macro backup_days() -%} 7 {%- endmacro %}

{# Days from one date to another; negative where the other came before. #}
{% macro days_from_to(first, last) -%}
    cast(
        (
            {{ epoch_seconds("cast(" ~ last ~ " as timestamp)") }}
            - {{ epoch_seconds("cast(" ~ first ~ " as timestamp)") }}
        )
        / 86400 as bigint
    )
{%- endmacro %}

{# 1 day, 2 days. #}
{% macro days_text(days) -%}
    cast({{ days }} as string)
    || case when {{ days }} = 1 then ' day' else ' days' end
{%- endmacro %}

{# Days by which what was due on a date was late, or is at as_of; 0 in time. #}
{% macro late_days(due_on, occurred_on, as_of_on) -%}
    greatest(
        {{
            days_from_to(
                due_on, "coalesce(" ~ occurred_on ~ ", " ~ as_of_on ~ ")"
            )
        }},
        case when {{ due_on }} is not null then cast(0 as bigint) end
    )
{%- endmacro %}

{# The instant at which a day begins, from its row of zone days; in UTC without
   one. Nothing of an exit is broken before it was asked for. #}
{% macro day_began_epoch(date, day, requested_epoch) -%}
    greatest(
        coalesce(
            {{ day }}.starts_epoch,
            {{ epoch_seconds("cast(" ~ date ~ " as timestamp)") }}
        ),
        {{ requested_epoch }}
    )
{%- endmacro %}
