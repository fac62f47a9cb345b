{# All that must hold of a table's rows, in one pass over them: no two share a
   key, no column named is null, and each holds only its words (or null). A
   key's null equals null. Writes a query for a row that says what is broken,
   and how often; for none where all holds.

   table: a relation, or a subquery with a name. rules: keys, lists of columns;
   never_null, columns; words, by column the words allowed. #}
{% macro broken_rules(table, rules) %}
    {%- set keys = rules.get("keys", []) -%}
    {%- set counts = [] -%}
    {%- for column in rules.get("never_null", []) -%}
        {%- set count = counted_where(column ~ " is null") -%}
        {%- do counts.append((column ~ " is empty", count)) -%}
    {%- endfor -%}
    {%- for column, allowed in rules.get("words", {}).items() -%}
        {%- set listed = "'" ~ allowed | join("', '") ~ "'" -%}
        {%- set count = counted_where(column ~ " not in (" ~ listed ~ ")") -%}
        {%- do counts.append((column ~ " is another word", count)) -%}
    {%- endfor -%}
    {#- What a build of some tickets looks at is read once and kept: it is little. -#}
    {%- set is_part = "(" in (table | string) -%}
    {%- set held = "held" if is_part else table -%}
    with
        {%- if is_part %} held as (select * from {{ table }}), {%- endif %}
        counted as (
            select
                {%- for _, count in counts %}
                    {{ count }} as rule_{{ loop.index }},
                {%- endfor %}
                count(*) as rows_in_all
            from {{ held }}
        ),

        {%- for key in keys %}
            key_{{ loop.index }} as (
                select coalesce(sum(rows_with_it), 0) as broken
                from
                    (
                        select count(*) as rows_with_it
                        from {{ held }}
                        group by {{ key | join(", ") }}
                        having count(*) > 1
                    ) as keys_of_many
            ),
        {%- endfor %}

        summed_up as (
            select
                concat(
                    {%- for rule, _ in counts %}
                        {{ said_where(rule, "counted.rule_" ~ loop.index) }},
                    {%- endfor %}
                    {%- for key in keys %}
                        {%- set rule = key | join(", ") ~ " is not unique" %}
                        {{ said_where(rule, "key_" ~ loop.index ~ ".broken") }},
                    {%- endfor %}
                    ''
                ) as broken
            from counted
            {%- for key in keys %} cross join key_{{ loop.index }} {%- endfor %}
        )

    select broken
    from summed_up
    where broken <> ''
{% endmacro %}

{# The test of a view or a seed: a view's rows can change while it stands. #}
{% test holds(model, keys=[], never_null=[], words={}) %}
    {{
        broken_rules(
            model, {"keys": keys, "never_null": never_null, "words": words}
        )
    }}
{% endtest %}

{# A table's own rules, its `meta.holds`, checked as soon as it is made: a broken
   rule fails the table, and nothing that reads it is made. A node of dbt's for
   each would cost more than the check itself. #}
{% macro hold_rules() -%}
    {%- set rules = model.config.meta.get("holds") -%}
    {%- if rules -%}
        {%- set made = get_where_subquery(this) | trim -%}
        {%- set broken = run_query(broken_rules(made, rules)) -%}
        {%- if broken.rows | length > 0 -%}
            {%- set what = broken.rows[0][0] -%}
            {{ exceptions.raise_compiler_error("Rules are broken: " ~ what) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}

{# The rows that name a record of another table that is not there: `named` lists
   the table, its column, and the table that has a column of the same name. #}
{% macro unknown_records(named) %}
    {% for child, column, parent in named %}
        select
            '{{ child }}' as named_in,
            '{{ column }}' as column_name,
            cast(children.{{ column }} as string) as value,
            '{{ parent }}' as not_in
        from
            (
                select distinct {{ column }}
                from {{ get_where_subquery(ref(child)) }}
            ) as children
        left join
            {{ ref(parent) }} as parents
            on children.{{ column }} = parents.{{ column }}
        where children.{{ column }} is not null and parents.{{ column }} is null
        {% if not loop.last %}
            union all
        {% endif %}
    {% endfor %}
{% endmacro %}

{% macro counted_where(condition) -%}
    count(case when {{ condition }} then 1 end)
{%- endmacro %}

{% macro said_where(rule, count) -%}
    case
        when {{ count }} > 0
        then concat('{{ rule }} (', cast({{ count }} as string), '); ')
        else ''
    end
{%- endmacro %}
