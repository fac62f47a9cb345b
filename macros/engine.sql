{# The few words in which engines differ, each as DuckDB and as Spark says it.
   Both run with UTC as their zone, and an instant has none (TIMESTAMP_NTZ on
   Spark). #}
{# The type of an instant. #}
{% macro type_instant() -%}
    {{- return(adapter.dispatch("type_instant")()) -}}
{%- endmacro %}

{% macro duckdb__type_instant() -%} timestamp {%- endmacro %}

{% macro spark__type_instant() -%} timestamp_ntz {%- endmacro %}

{# Whole seconds UTC since 1970 of an instant. #}
{% macro epoch_seconds(instant) -%}
    {{- return(adapter.dispatch("epoch_seconds")(instant)) -}}
{%- endmacro %}

{% macro duckdb__epoch_seconds(instant) -%}
    divide(epoch_us({{ instant }}), 1000000)
{%- endmacro %}

{% macro spark__epoch_seconds(instant) -%}
    (unix_micros(cast({{ instant }} as timestamp_ltz)) div 1000000)
{%- endmacro %}

{# The instant of whole seconds UTC since 1970. #}
{% macro instant(epoch) -%}
    {{- return(adapter.dispatch("instant")(epoch)) -}}
{%- endmacro %}

{% macro duckdb__instant(epoch) -%}
    make_timestamp(({{ epoch }}) * 1000000)
{%- endmacro %}

{% macro spark__instant(epoch) -%}
    cast(timestamp_seconds({{ epoch }}) as timestamp_ntz)
{%- endmacro %}

{# Division without remainder; neither side is negative. DuckDB's sign for it is
   not used: formatters take it for a comment. #}
{% macro whole_division(dividend, divisor) -%}
    {{- return(adapter.dispatch("whole_division")(dividend, divisor)) -}}
{%- endmacro %}

{% macro duckdb__whole_division(dividend, divisor) -%}
    divide({{ dividend }}, {{ divisor }})
{%- endmacro %}

{% macro spark__whole_division(dividend, divisor) -%}
    (({{ dividend }}) div({{ divisor }}))
{%- endmacro %}

{# The last value over a window that is not null. #}
{% macro last_known(expression, over) -%}
    {{- return(adapter.dispatch("last_known")(expression, over)) -}}
{%- endmacro %}

{% macro duckdb__last_known(expression, over) -%}
    last_value({{ expression }} ignore nulls) over ({{ over }})
{%- endmacro %}

{% macro spark__last_known(expression, over) -%}
    last_value({{ expression }}) ignore nulls over ({{ over }})
{%- endmacro %}

{# A name that is also a word of SQL. #}
{% macro quoted(name) -%}
    {{- return(adapter.dispatch("quoted")(name)) -}}
{%- endmacro %}

{% macro duckdb__quoted(name) -%} "{{ name }}" {%- endmacro %}

{% macro spark__quoted(name) -%} `{{ name }}` {%- endmacro %}

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
    {{- return(adapter.dispatch("each_whole_number")(first, last)) -}}
{%- endmacro %}

{% macro duckdb__each_whole_number(first, last) -%}
    unnest(generate_series({{ first }}, {{ last }}))
{%- endmacro %}

{% macro spark__each_whole_number(first, last) -%}
    explode(sequence({{ first }}, {{ last }}))
{%- endmacro %}

{# A date as people write it: 16 Jun 2026. #}
{% macro day_text(date) -%}
    {{- return(adapter.dispatch("day_text")(date)) -}}
{%- endmacro %}

{% macro duckdb__day_text(date) -%}
    strftime({{ date }}, '%-d %b %Y')
{%- endmacro %}

{% macro spark__day_text(date) -%}
    date_format({{ date }}, 'd MMM yyyy')
{%- endmacro %}

{# The wall time of whole seconds since 1970: 16 Jun 2026, 14:02. #}
{% macro time_text(epoch) -%}
    {{- return(adapter.dispatch("time_text")(epoch)) -}}
{%- endmacro %}

{% macro duckdb__time_text(epoch) -%}
    strftime({{ instant(epoch) }}, '%-d %b %Y, %H:%M')
{%- endmacro %}

{% macro spark__time_text(epoch) -%}
    date_format(timestamp_seconds({{ epoch }}), 'd MMM yyyy, HH:mm')
{%- endmacro %}

{# The first day of the month of a date, or of an instant as it stands in UTC. #}
{% macro month_of(day) -%}
    cast(date_trunc('month', {{ day }}) as date)
{%- endmacro %}

{# The date so many days on. #}
{% macro days_on(date, days) -%}
    cast({{ date }} + cast({{ days }} as integer) as date)
{%- endmacro %}

{# The date so many months on; the month's last day where it is shorter. #}
{% macro months_on(date, months) -%}
    {{- return(adapter.dispatch("months_on")(date, months)) -}}
{%- endmacro %}

{% macro duckdb__months_on(date, months) -%}
    cast({{ date }} + to_months(cast({{ months }} as integer)) as date)
{%- endmacro %}

{% macro spark__months_on(date, months) -%}
    add_months({{ date }}, cast({{ months }} as integer))
{%- endmacro %}

{# How many days a date lies after another. #}
{% macro days_between(first, last) -%}
    {{- return(adapter.dispatch("days_between")(first, last)) -}}
{%- endmacro %}

{% macro duckdb__days_between(first, last) -%}
    cast({{ last }} - ({{ first }}) as bigint)
{%- endmacro %}

{% macro spark__days_between(first, last) -%}
    cast(datediff({{ last }}, {{ first }}) as bigint)
{%- endmacro %}

{# A month as a number, so that the next is one more. #}
{% macro month_number(day) -%}
    (extract(year from {{ day }}) * 12 + extract(month from {{ day }}))
{%- endmacro %}

{# A whole number that spreads texts evenly; each engine's own. #}
{% macro spread(text) -%} hash({{ text }}) {%- endmacro %}

{# A number to reckon with in binary fractions. A bare 1.96 is a decimal, whose
   quotients engines cut off at different places. #}
{% macro fraction(number) -%} cast({{ number }} as double) {%- endmacro %}

{# The different texts of a group in one, in order, parted by commas. #}
{% macro texts_together(expression) -%}
    {{- return(adapter.dispatch("texts_together")(expression)) -}}
{%- endmacro %}

{% macro duckdb__texts_together(expression) -%}
    string_agg(distinct {{ expression }}, ', ' order by {{ expression }})
{%- endmacro %}

{% macro spark__texts_together(expression) -%}
    array_join(array_sort(collect_set({{ expression }})), ', ')
{%- endmacro %}
