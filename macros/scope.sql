{# Whether a row's ticket belongs to this build. A build of all asks nothing;
   a build of what changed takes the tickets that the pipeline wrote down. #}
{% macro in_scope(ticket_id) -%}
    {%- if is_whole_build() -%} true
    {%- else -%}
        {{ ticket_id }}
        in (select ticket_id from {{ source("raw", "touched_tickets") }})
    {%- endif -%}
{%- endmacro %}

{# Asked of the warehouse and not told as a variable: with another value of a
   variable everything would be parsed again. #}
{% macro is_whole_build() -%}
    {%- if not execute -%} {{ return(true) }} {%- endif -%}
    {#- Named as it lies there: a unit test has invented rows for a source. -#}
    {%- set told = run_query("select is_whole from raw.build") -%}
    {{ return(told.columns[0].values()[0] == true) }}
{%- endmacro %}

{# Whether a ticket is among those that the dear checks look at: all tickets of
   a build of few, a fixed share of a build of many. #}
{% macro in_sample(ticket_id) -%}
    {{- return(adapter.dispatch("in_sample")(ticket_id)) -}}
{%- endmacro %}

{% macro duckdb__in_sample(ticket_id) -%}
    {%- set openings = ref("int_ticket_openings") -%}
    {%- set counted = "select count(*) from " ~ openings -%}
    {%- set tickets = 0 -%}
    {%- if execute -%}
        {%- set tickets = run_query(counted).columns[0].values()[0] | int -%}
    {%- endif -%}
    {{ in_scope(ticket_id) }}
    and {{ spread(ticket_id) }} % {{ (tickets / 5000) | int + 1 }} = 0
{%- endmacro %}

{# What Spark has for a view is written out whole: no snapshot can take it over
   to compute it when asked. #}
{% macro spark__in_sample(ticket_id) -%}
    {{- return(in_scope(ticket_id)) -}}
{%- endmacro %}

{# What the rules of a table look at: of the tables that hold the tickets of all
   builds only this build's, for the others were tested when they were made. #}
{% macro get_where_subquery(relation) -%}
    {%- set of_all_builds = [
        "stg_tickets",
        "stg_ticket_events",
        "int_known_tickets",
        "int_quota_requests",
        "int_problem_links",
        "int_watched_spells",
        "sla_clocks",
        "reconciliation",
        "downgrades",
        "tickets",
        "ticket_events",
    ] -%}
    {%- if relation.identifier in of_all_builds and not is_whole_build() -%}
        (
            select * from {{ relation }} where {{ in_scope("ticket_id") }}
        ) as rows_of_this_build
    {%- else -%} {{ relation }}
    {%- endif -%}
{%- endmacro %}
