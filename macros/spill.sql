{# Where what does not fit into memory goes; the engine's choice unless told
   otherwise. Not a setting of the profile: those are set again for each model,
   which the engine refuses once the folder is in use. #}
{% macro spill_where_told() -%}
    {{- return(adapter.dispatch("spill_where_told")()) -}}
{%- endmacro %}

{% macro duckdb__spill_where_told() -%}
    {% set told = env_var("SERVICE_REVIEW_SPILL", "") %}
    {% set folder = told | replace("\x27", "\x27\x27") %}
    {% if folder -%} set temp_directory = '{{ folder }}' {%- endif %}
{%- endmacro %}

{# Spark is told by its own configuration, spark.local.dir. #}
{% macro spark__spill_where_told() -%} {%- endmacro %}
