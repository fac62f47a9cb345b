{# A table made by one statement: dbt's own makes it aside, renames it and drops
   what stood there, four statements more for each of a hundred tables. What
   reads the warehouse while it is built is the build alone (decision 6). #}
{% materialization table, adapter = "duckdb" %}
    {%- set made = this.incorporate(type="table") -%}
    {{ run_hooks(pre_hooks) }}
    {{ make_table(made, load_cached_relation(this), sql) }}
    {{ run_hooks(post_hooks) }}
    {{ hold_rules() }}
    {{ return({"relations": [made]}) }}
{% endmaterialization %}

{% macro make_table(made, standing, sql) -%}
    {%- if standing is not none and not standing.is_table -%}
        {%- do adapter.drop_relation(standing) -%}
    {%- endif -%}
    {% call statement("main") -%}
        {%- set contract = config.get("contract") -%}
        {%- if contract.enforced -%}
            {{ get_assert_columns_equivalent(sql) }}
        {%- endif -%}
        create or replace table {{ made }} as
        {%- if contract.enforced %} {{ get_select_subquery(sql) }}
        {%- else %} ({{ sql }})
        {%- endif %}
    {%- endcall %}
{%- endmacro %}

{# On Spark, with the same check of its rules. #}
{% materialization table, adapter = "spark" %}
    {%- set made = api.Relation.create(
        database=database,
        schema=schema,
        identifier=model["alias"],
        type="table",
    ) -%}
    {{ run_hooks(pre_hooks) }}
    {%- do adapter.drop_relation(made) -%}
    {% call statement("main") -%}
        {{ create_table_as(False, made, sql) }}
    {%- endcall %}
    {{ run_hooks(post_hooks) }}
    {{ hold_rules() }}
    {{ return({"relations": [made]}) }}
{% endmaterialization %}

{% materialization view, adapter = "duckdb" %}
    {%- set made = this.incorporate(type="view") -%}
    {%- set standing = load_cached_relation(this) -%}
    {%- if standing is not none and not standing.is_view -%}
        {%- do adapter.drop_relation(standing) -%}
    {%- endif -%}
    {% call statement("main") -%}
        {%- if config.get("contract").enforced -%}
            {{ get_assert_columns_equivalent(sql) }}
        {%- endif -%}
        create or replace view {{ made }} as ({{ sql }})
    {%- endcall %}
    {{ return({"relations": [made]}) }}
{% endmaterialization %}
