{# The few words in which engines differ, as DuckDB says them. Its sign for
   whole division is not used: formatters take it for a comment. #}
{# Whole seconds UTC since 1970 of an instant. #}
{% macro epoch_seconds(instant) -%}
    divide(epoch_us({{ instant }}), 1000000)
{%- endmacro %}

{# The instant of whole seconds UTC since 1970. #}
{% macro instant(epoch) -%}
    make_timestamp(({{ epoch }}) * 1000000)
{%- endmacro %}

{# Division without remainder; neither side is negative. #}
{% macro whole_division(dividend, divisor) -%}
    divide({{ dividend }}, {{ divisor }})
{%- endmacro %}

{# The last value over a window that is not null. #}
{% macro last_known(expression, over) -%}
    last_value({{ expression }} ignore nulls) over ({{ over }})
{%- endmacro %}

{# A name that is also a word of SQL. #}
{% macro quoted(name) -%} "{{ name }}" {%- endmacro %}

{# A table of the whole numbers from 0 up to a limit, without it. #}
{% macro whole_numbers(limit) -%}
    {%- for number in range(limit) %}
        select {{ number }} as number
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
{%- endmacro %}
