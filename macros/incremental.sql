{# A table of the tickets of all builds, in which a build replaces the rows of
   its own: those that were there go, those that were made come. #}
{% macro get_incremental_by_ticket_sql(arguments) -%}
    {{- return(replaced_rows(arguments, in_scope("ticket_id"))) -}}
{%- endmacro %}

{# The same where a row is about a record of any kind: what is not about a
   ticket is made anew in each build. #}
{% macro get_incremental_by_record_sql(arguments) -%}
    {{- return(replaced_rows(arguments, is_made_anew())) -}}
{%- endmacro %}

{% macro replaced_rows(arguments, replaced) -%}
    {%- set columns = arguments["dest_columns"] | map(attribute="quoted") -%}
    {%- set listed = columns | join(", ") -%}
    {%- set target = arguments["target_relation"] | string -%}
    {%- set made = arguments["temp_relation"] | string -%}
    {{-
        return(
            "delete from "
            ~ target
            ~ " where "
            ~ replaced
            ~ "; insert into "
            ~ target
            ~ " ("
            ~ listed
            ~ ") select "
            ~ listed
            ~ " from "
            ~ made
        )
    -}}
{%- endmacro %}

{# Spark is given an empty lake for each build, so what DuckDB brings up to date
   is made whole there, whatever the strategy. #}
{% materialization incremental, adapter = "spark" %}
    {{- return(materialization_table_spark()) -}}
{% endmaterialization %}
