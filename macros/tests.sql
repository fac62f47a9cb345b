{# All that must hold of a table's rows, in one pass over them: no two share a
   key, no column named is null, each holds only its words (or null), and each
   names a row of its parent (or none). A key's null equals null. One test for
   each table, since every test has a price of its own whatever it looks at.
   Returns a row that tells what is broken, and how often; none where all holds.

   keys: lists of columns. never_null: columns. words: by column the words
   allowed. parents: by column a model that has a column of the same name. #}
{% test holds(model, keys=[], never_null=[], words={}, parents={}) %}
    {%- set rules = [] -%}
    {%- for column in never_null -%}
        {%- do rules.append(
            (
                column ~ " is empty",
                counted_where(column ~ " is null"),
            )
        ) -%}
    {%- endfor -%}
    {%- for column, allowed in words.items() -%}
        {%- set listed = "'" ~ allowed | join("', '") ~ "'" -%}
        {%- do rules.append(
            (
                column ~ " is another word",
                counted_where(column ~ " not in (" ~ listed ~ ")"),
            )
        ) -%}
    {%- endfor -%}
    {#- What a build of some tickets looks at is read once and kept: it is little. -#}
    {%- set is_part = "(" in (model | string) -%}
    {%- set held = "held" if is_part else model -%}
    with
        {%- if is_part %} held as (select * from {{ model }}), {%- endif %}
        counted as (
            select
                {%- for _, count in rules %}
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

        {%- for column, parent in parents.items() %}
            orphans_{{ loop.index }} as (
                select count(*) as broken
                from (select distinct {{ column }} from {{ held }}) as children
                left join
                    {{ ref(parent) }} as parents
                    on children.{{ column }} = parents.{{ column }}
                where
                    children.{{ column }} is not null
                    and parents.{{ column }} is null
            ),
        {%- endfor %}

        told as (
            select
                concat(
                    {%- for rule, _ in rules %}
                        {{ told_where(rule, "counted.rule_" ~ loop.index) }},
                    {%- endfor %}
                    {%- for key in keys %}
                        {%- set rule = key | join(", ") ~ " is not unique" %}
                        {{ told_where(rule, "key_" ~ loop.index ~ ".broken") }},
                    {%- endfor %}
                    {%- for column, parent in parents.items() %}
                        {%- set rule = column ~ " is not in " ~ parent %}
                        {{
                            told_where(
                                rule, "orphans_" ~ loop.index ~ ".broken"
                            )
                        }},
                    {%- endfor %}
                    ''
                ) as broken
            from counted
            {%- for key in keys %} cross join key_{{ loop.index }} {%- endfor %}
            {%- for column in parents %}
                cross join orphans_{{ loop.index }}
            {%- endfor %}
        )

    select broken
    from told
    where broken <> ''
{% endtest %}

{% macro counted_where(condition) -%}
    count(case when {{ condition }} then 1 end)
{%- endmacro %}

{% macro told_where(rule, count) -%}
    case
        when {{ count }} > 0
        then
            concat(
                '{{ rule }} (',
                cast({{ count }} as {{ dbt.type_string() }}),
                '); '
            )
        else ''
    end
{%- endmacro %}
