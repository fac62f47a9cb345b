{# A table of the tickets of all builds, in which a build replaces the rows of
   its own: those that were there go, those that were made come. `replaces` says
   which rows those are: `tickets`, by their ticket, or `records`, by a record of
   any kind, where what is not about a ticket is made anew in each build. Other
   columns are another model, and so a build of all. #}
{% materialization incremental, adapter = "duckdb" %}
    {%- set made = this.incorporate(type="table") -%}
    {%- set standing = load_cached_relation(this) -%}
    {{ run_hooks(pre_hooks) }}
    {%- if standing is none or should_full_refresh() -%}
        {{ make_table(made, standing, sql) }}
    {%- else -%}
        {%- set own = this.identifier ~ "_of_this_build" -%}
        {%- set columns = adapter.get_columns_in_relation(standing) -%}
        {%- set listed = columns | map(attribute="quoted") | join(", ") -%}
        {%- set replaced = (
            is_made_anew()
            if config.get("replaces") == "records"
            else in_scope("ticket_id")
        ) -%}
        {% call statement("own") -%}
            {%- if config.get("contract").enforced -%}
                {{ get_assert_columns_equivalent(sql) }}
            {%- endif -%}
            create or replace temp table {{ own }} as ({{ sql }})
        {%- endcall %}
        {% call statement("main") -%}
            delete from {{ made }} where {{ replaced }};
            insert into {{ made }} ({{ listed }}) select {{ listed }} from {{ own }};
            drop table {{ own }}
        {%- endcall %}
    {%- endif -%}
    {{ run_hooks(post_hooks) }}
    {{ hold_rules() }}
    {{ return({"relations": [made]}) }}
{% endmaterialization %}

{# Spark is given an empty lake for each build, so what DuckDB brings up to date
   is made whole there. #}
{% materialization incremental, adapter = "spark" %}
    {{- return(materialization_table_spark()) -}}
{% endmaterialization %}
