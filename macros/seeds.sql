{# Rows of a seed on Spark, as literals: its adapter writes an empty cell as the
   word None. #}
{% macro spark__load_csv_rows(model, agate_table) -%}
    {%- set types = model["config"].get("column_types", {}) -%}
    {%- set insert -%}
        insert into {{ this.render() }} values
        {% for row in agate_table.rows -%}
            (
            {%- for column in agate_table.column_names -%}
                {%- set inferred = adapter.convert_type(agate_table, loop.index0) -%}
                {%- set type = types.get(column, inferred) -%}
                cast({{ seed_literal(row[column]) }} as {{ type }})
                {%- if not loop.last -%}, {% endif -%}
            {%- endfor -%}
            )
            {%- if not loop.last -%}, {% endif -%}
        {%- endfor -%}
    {%- endset -%}
    {%- do adapter.add_query(insert, abridge_sql_log=True) -%}
    {{- return(insert) -}}
{%- endmacro %}

{% macro seed_literal(cell) -%}
    {%- if cell is none -%} null
    {%- else -%} '{{ cell | string | replace("\x27", "\x27\x27") }}'
    {%- endif -%}
{%- endmacro %}
