{#- Of each entity the instants that tell how far its rows reach. -#}
{% set reaches = {
    "customers": [],
    "agreements": [],
    "sla_overrides": [],
    "holidays": [],
    "top_ups": [],
    "planned_requests": [],
    "catalogue": [],
    "contacts": [],
    "tickets": ["opened_at", "updated_at"],
    "ticket_events": ["occurred_at"],
    "source_verdicts": ["updated_at"],
    "changes": [
        "notified_at",
        "customer_agreed_at",
        "approved_at",
        "tested_at",
        "customer_reviewed_at",
        "started_at",
        "ended_at",
        "updated_at",
    ],
    "exits": ["requested_at", "updated_at"],
    "exit_events": ["occurred_at", "updated_at"],
} %}

with
    deliveries as (select * from {{ ref("stg_deliveries") }}),

    entities as (
        {% for entity in reaches %}
            select '{{ entity }}' as entity, {{ loop.index }} as place
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),

    brought as (
        {% for entity, instants in reaches.items() %}
            select
                '{{ entity }}' as entity,
                delivery_id,
                count(*) as rows_in_force,
                max({{ latest_until_as_of(instants) }}) as latest_at
            from {{ ref("stg_" ~ entity) }}
            group by delivery_id
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),

    -- A file may bring several entities, which are named one after another.
    delivered as (
        select
            entities.entity,
            deliveries.mapping,
            deliveries.delivery_id,
            deliveries.received_at,
            coalesce(brought.rows_in_force, 0) as rows_in_force,
            brought.latest_at
        from deliveries
        cross join entities
        left join
            brought
            on deliveries.delivery_id = brought.delivery_id
            and entities.entity = brought.entity
        where
            ', ' || deliveries.entity || ','
            like '%, ' || entities.entity || ',%'
            or brought.delivery_id is not null
    ),

    sources as (
        select
            entity,
            mapping,
            count(*) as deliveries,
            max(delivery_id) as last_delivery_id,
            max(received_at) as last_received_at,
            cast(sum(rows_in_force) as bigint) as rows_in_force,
            max(latest_at) as latest_at
        from delivered
        group by entity, mapping
    ),

    freshness as (
        select
            entities.entity,
            cast(entities.place as bigint) as place,
            sources.mapping,
            coalesce(sources.deliveries, 0) as deliveries,
            sources.last_delivery_id,
            sources.last_received_at,
            coalesce(sources.rows_in_force, 0) as rows_in_force,
            sources.latest_at,
            {{ as_of_epoch() }}
            - {{ epoch_seconds("sources.latest_at") }} as behind_seconds
        from entities
        left join sources on entities.entity = sources.entity
    )

select *
from freshness
