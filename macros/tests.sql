{# No two rows share their values in these columns; null equals null. #}
{% test unique_key(model, columns) %}
    select {{ columns | join(", ") }}, count(*) as rows_with_this_key
    from {{ model }}
    group by {{ columns | join(", ") }}
    having count(*) > 1
{% endtest %}
