-- A column came where any delivery of the source brought it.
with
    deliveries as (select * from {{ ref("stg_deliveries") }}),

    supplied as (select * from {{ ref("int_supplied_columns") }}),

    sources as (
        select
            source
            {%- for entity, names in needed_columns().items() %}
                {%- for name in names %}
                    ,
                    max(
                        case
                            when
                                entity = '{{ entity }}'
                                and column_name = '{{ name }}'
                            then 1
                            else 0
                        end
                    )
                    = 1 as has_{{ entity }}_{{ name }}
                {%- endfor %}
            {%- endfor %}
        from supplied
        group by source
    ),

    supplies as (
        select
            deliveries.delivery_id,
            deliveries.source
            {%- for entity, names in needed_columns().items() %}
                {%- for name in names %}
                    ,
                    coalesce(
                        sources.has_{{ entity }}_{{ name }}, false
                    ) as has_{{ entity }}_{{ name }}
                {%- endfor %}
            {%- endfor %}
        from deliveries
        left join sources on deliveries.source = sources.source
    )

select *
from supplies
