{# A table of all tickets in which a build replaces the rows of its own: those
   that are gone go, and those that were made come. #}
{% macro get_incremental_by_ticket_sql(arguments) -%}
    {%- set columns = arguments["dest_columns"] | map(attribute="quoted") | join(
        ", "
    ) -%}
    delete from {{ arguments["target_relation"] }}
    where
        {{
            (arguments["incremental_predicates"] or ["ticket_id in (select ticket_id from " ~ source("raw", "touched_tickets") ~ ")"])
            | join(" or ")
        }};
    insert into {{ arguments["target_relation"] }} ({{ columns }})
    select {{ columns }}
    from {{ arguments["temp_relation"] }}
{%- endmacro %}
