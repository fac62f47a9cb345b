{# The latest of a row's instants up to as_of: what lies after it tells nothing
   of how far the rows reach. #}
{% macro latest_until_as_of(instants) -%}
    {%- set capped = [] -%}
    {%- for at in instants -%}
        {%- do capped.append(
            "case when "
            ~ at
            ~ " <= "
            ~ as_of()
            ~ " then "
            ~ at
            ~ " end"
        ) -%}
    {%- endfor -%}
    {%- if not capped -%} cast(null as {{ type_instant() }})
    {%- elif capped | length == 1 -%} {{ capped[0] }}
    {%- else -%} greatest({{ capped | join(", ") }})
    {%- endif -%}
{%- endmacro %}
