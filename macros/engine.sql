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

{# One row for each whole number from the first to the last, beside its row. #}
{% macro each_whole_number(first, last) -%}
    unnest(generate_series({{ first }}, {{ last }}))
{%- endmacro %}

{# A date as people write it: 16 Jun 2026. #}
{% macro day_text(date) -%} strftime({{ date }}, '%-d %b %Y') {%- endmacro %}

{# The wall time of whole seconds since 1970: 16 Jun 2026, 14:02. #}
{% macro time_text(epoch) -%}
    strftime({{ instant(epoch) }}, '%-d %b %Y, %H:%M')
{%- endmacro %}

{# The first day of the month of a date, or of an instant as it stands in UTC. #}
{% macro month_of(day) -%}
    cast(date_trunc('month', {{ day }}) as date)
{%- endmacro %}

{# The date so many days on. #}
{% macro days_on(date, days) -%}
    cast({{ date }} + cast({{ days }} as integer) as date)
{%- endmacro %}

{# A whole number that spreads texts evenly; each engine's own. #}
{% macro spread(text) -%} hash({{ text }}) {%- endmacro %}
