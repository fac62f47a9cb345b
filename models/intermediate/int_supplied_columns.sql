-- Of the columns that rules need. What a delivery of an earlier release brought
-- was not written down: all of the entities that it names.
with
    deliveries as (
        select * from {{ ref("stg_deliveries") }} where set_aside_at is null
    ),

    columns as (select * from {{ ref("stg_delivered_columns") }}),

    needed as (
        {% set needed = [] %}
        {% for entity, names in needed_columns().items() %}
            {% for name in names %}
                {% do needed.append((entity, name)) %}
            {% endfor %}
        {% endfor %}
        {% for entity, name in needed %}
            select '{{ entity }}' as entity, '{{ name }}' as column_name
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),

    brought as (
        select
            deliveries.source,
            columns.entity,
            replace(columns.column_name, 'field=', '') as column_name
        from deliveries
        inner join columns on deliveries.delivery_id = columns.delivery_id
        where
            columns.entity <> 'ticket_events'
            or columns.column_name like 'field=%'
    ),

    written_down as (select distinct delivery_id from columns),

    unrecorded as (
        select deliveries.source, ', ' || deliveries.entity || ',' as entities
        from deliveries
        left join
            written_down on deliveries.delivery_id = written_down.delivery_id
        where written_down.delivery_id is null
    ),

    supplied as (
        select brought.source, needed.entity, needed.column_name
        from brought
        inner join
            needed
            on brought.entity = needed.entity
            and brought.column_name = needed.column_name
        union
        select unrecorded.source, needed.entity, needed.column_name
        from unrecorded
        inner join
            needed on unrecorded.entities like '%, ' || needed.entity || ',%'
    )

select *
from supplied
