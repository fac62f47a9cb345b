{% set place %}
    partition by ticket_id
    order by
        counted_at, sequence, delivery_id, row_number, field, occurred_at
{% endset %}
{% set before %}
    {{ place }} rows between unbounded preceding and 1 preceding
{% endset %}

with
    openings as (select * from {{ ref("int_ticket_openings") }}),

    events as (
        select *
        from {{ ref("stg_ticket_events") }}
        where occurred_at <= {{ as_of() }}
    ),

    counted as (
        select
            events.*,
            openings.recorded_priority,
            openings.recorded_kind,
            greatest(events.occurred_at, openings.opened_at) as counted_at,
            greatest(
                {{ epoch_seconds("events.occurred_at") }}, openings.opened_epoch
            ) as counted_epoch
        from events
        inner join openings on events.ticket_id = openings.ticket_id
    ),

    ordered as (
        select
            ticket_id,
            cast(row_number() over ({{ place }}) as bigint) as event_number,
            occurred_at,
            counted_epoch,
            field,
            value,
            sequence,
            actor,
            delivery_id,
            row_number,
            coalesce(
                {{
                    last_known(
                        "case when field = 'status' then value end", before
                    )
                }},
                'new'
            ) as status_before,
            coalesce(
                {{
                    last_known(
                        "case when field = 'priority' then value end", before
                    )
                }},
                recorded_priority
            ) as priority_before,
            coalesce(
                {{
                    last_known(
                        "case when field = 'kind' then value end", before
                    )
                }},
                recorded_kind
            ) as kind_before
        from counted
    )

select *
from ordered
