{# The instant this build looks at the data from: the models' only clock. It is
   asked for before a model runs, so that what came after it can be left out
   where rows are read. A unit test invents the build, so there it is looked up. #}
{% macro as_of() -%}
    {%- if not execute or model.resource_type == "unit_test" -%}
        (select as_of from {{ source("raw", "build") }})
    {%- else -%} cast('{{ asked_as_of("as_of") }}' as {{ type_instant() }})
    {%- endif -%}
{%- endmacro %}

{% macro as_of_epoch() -%}
    {%- if not execute or model.resource_type == "unit_test" -%}
        (select {{ epoch_seconds("as_of") }} from {{ source("raw", "build") }})
    {%- else -%} cast({{ asked_as_of(epoch_seconds("as_of")) }} as bigint)
    {%- endif -%}
{%- endmacro %}

{% macro asked_as_of(expression) -%}
    {%- set told = run_query("select " ~ expression ~ " from raw.build") -%}
    {{- return(told.columns[0].values()[0]) -}}
{%- endmacro %}
