{# Words for holding a source's clock against ours: what differs by a minute at
   most does not differ, for desks count in minutes. #}
{% macro is_as_long_as(counts) -%}
    (
        {%- for count in counts %}
            coalesce(abs(source_elapsed_seconds - ({{ count }})) <= 60, false)
            {%- if not loop.last %} or {% endif %}
        {%- endfor %}
    )
{%- endmacro %}

{# Whether two instants are more than a minute apart; not where one is missing. #}
{% macro are_apart(instant, other) -%}
    coalesce(
        abs({{ epoch_seconds(instant) }} - {{ epoch_seconds(other) }}) > 60,
        false
    )
{%- endmacro %}
