{# The instant this build looks at the data from: the models' only clock. #}
{% macro as_of() -%}
    (select as_of from {{ source("raw", "build") }})
{%- endmacro %}

{% macro as_of_epoch() -%}
    (select {{ epoch_seconds("as_of") }} from {{ source("raw", "build") }})
{%- endmacro %}
