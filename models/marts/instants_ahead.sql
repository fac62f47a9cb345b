{#- The entities with instants that say when something happened. -#}
{%- set entities = [
    "tickets",
    "ticket_events",
    "source_verdicts",
    "changes",
    "exits",
    "exit_events",
] -%}

with
    ahead as (select * from {{ ref("stg_ahead") }}),

    deliveries as (select * from {{ ref("stg_deliveries") }}),

    in_force as (
        {% for entity in entities %}
            select distinct
                ahead.entity,
                ahead.column_name,
                ahead.delivery_id,
                ahead.row_number,
                ahead.value
            from ahead
            inner join
                {{ ref("stg_" ~ entity) }} as records
                on ahead.delivery_id = records.delivery_id
                and ahead.row_number = records.row_number
            where ahead.entity = '{{ entity }}'
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),

    listed as (
        select
            in_force.entity,
            in_force.column_name,
            in_force.value,
            deliveries.received_at,
            in_force.delivery_id,
            deliveries.file_name,
            in_force.row_number
        from in_force
        inner join deliveries on in_force.delivery_id = deliveries.delivery_id
    )

select *
from listed
