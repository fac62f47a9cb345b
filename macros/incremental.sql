-- fmt: off
{# A table of the tickets of all builds, in which a build replaces the rows of
   its own: those that were there go, those that were made come. #}
{% macro get_incremental_by_ticket_sql(arguments) -%}
    {%- set target = arguments["target_relation"] -%}
    {%- set columns = arguments["dest_columns"] | map(attribute="quoted") -%}
    {%- set listed = columns | join(", ") -%}
    {%- set touched = in_scope("ticket_id") -%}
    {%- set replaced = arguments["incremental_predicates"] or [touched] -%}
    delete from {{ target }}
    where {{ replaced | join(" or ") }};
    insert into {{ target }} ({{ listed }})
    select {{ listed }}
    from {{ arguments["temp_relation"] }}
{%- endmacro %}

{# Spark is given an empty lake for each build, so what DuckDB brings up to date
   is made whole there, whatever the strategy. #}
{% materialization incremental, adapter = "spark" %}
    {{- return(materialization_table_spark()) -}}
{% endmaterialization %}
