{# What the restoration clock does in a status (CLK-3). #}
{% macro clock_state(status) -%}
    case
        when {{ status }} in ('new', 'in_progress')
        then 'running'
        when {{ status }} = 'awaiting_customer'
        then 'resting'
        else 'standing'
    end
{%- endmacro %}

{# Whether an event stops the response clock (CLK-2). #}
{% macro is_answer(field, value) -%}
    (
        {{ field }} = 'response'
        or {{ field }} = 'status'
        and {{ value }} in ('awaiting_customer', 'restored', 'closed')
    )
{%- endmacro %}

{# The UTC day of an instant, as the table of calendar days numbers it. #}
{% macro utc_day(epoch) -%} {{ whole_division(epoch, 86400) }} {%- endmacro %}

{# A calendar's open seconds before an instant, from its row of that UTC day. #}
{% macro open_seconds(epoch, day) -%}
    {{ day }}.seconds_before + greatest(
        0,
        least({{ epoch }}, {{ day }}.first_closes_epoch)
        - {{ day }}.first_opens_epoch
    )
    + greatest(
        0,
        least({{ epoch }}, {{ day }}.second_closes_epoch)
        - {{ day }}.second_opens_epoch
    )
{%- endmacro %}

{# The bucket of the inverse table in which a count of open seconds is reached.
   ingest/business_hours.py fills buckets of the same size. #}
{% macro open_seconds_bucket(seconds) -%}
    {{ whole_division(seconds ~ " - 1", 36000) }}
{%- endmacro %}

{# Of two counts the one on the clock's calendar (CAL-4), if it has one. #}
{% macro by_calendar(every_second, open_seconds) -%}
    case
        calendar
        when '24x7'
        then {{ every_second }}
        when 'business'
        then {{ open_seconds }}
    end
{%- endmacro %}
