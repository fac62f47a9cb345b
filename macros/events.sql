{# The events of tickets in the order in which they count, each with what was
   in force before it (CLK-1). `openings` are the tickets, `events` all that
   happened to them by as_of. #}
{% macro ordered_events(openings, events) -%}
    {%- set place -%}
    partition by ticket_id
    order by
        counted_epoch, sequence, delivery_id, row_number, field, occurred_at
    {%- endset -%}
    {%- set before -%}
    {{ place }} rows between unbounded preceding and 1 preceding
    {%- endset -%}
    counted as (
        select
            openings.ticket_id,
            events.occurred_at,
            events.field,
            events.value,
            events.sequence,
            events.actor,
            events.delivery_id,
            events.row_number,
            events.from_value,
            events.occurred_from,
            openings.recorded_priority,
            openings.recorded_kind,
            greatest(
                {{ epoch_seconds("events.occurred_at") }}, openings.opened_epoch
            ) as counted_epoch
        from {{ events }} as events
        inner join
            {{ openings }} as openings on events.ticket_id = openings.ticket_id
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
            from_value,
            occurred_from,
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
{%- endmacro %}

{# The spells of tickets: from each turn of status, priority or kind to the
   next, the last to `ends_epoch`. `events` are in order, `openings` their
   tickets. #}
{% macro ticket_spells(openings, events, ends_epoch) -%}
    turns as (
        select
            ticket_id,
            0 as event_number,
            opened_epoch as from_epoch,
            'new' as status,
            recorded_priority,
            recorded_kind as kind,
            environment
        from {{ openings }}
        union all
        select
            ticket_id,
            event_number,
            counted_epoch as from_epoch,
            case
                field when 'status' then value else status_before
            end as status,
            case
                field when 'priority' then value else priority_before
            end as recorded_priority,
            case field when 'kind' then value else kind_before end as kind,
            cast(null as string) as environment
        from {{ events }}
        where field in ('status', 'priority', 'kind')
    ),

    followed as (
        select
            ticket_id,
            event_number,
            from_epoch,
            status,
            recorded_priority,
            kind,
            lead(from_epoch) over (
                partition by ticket_id order by event_number
            ) as next_epoch,
            -- The opening alone says it.
            max(environment) over (partition by ticket_id) as environment
        from turns
    ),

    judged as (
        select
            ticket_id,
            event_number,
            from_epoch,
            coalesce(next_epoch, {{ ends_epoch }}) as until_epoch,
            status,
            kind,
            recorded_priority,
            {{ judged_priority("environment", "kind", "recorded_priority") }}
            as priority
        from followed
    ),

    spells as (
        select *
        from judged
        -- The opening stays: it is all that a clock stopped at once has.
        where from_epoch < until_epoch or event_number = 0
    )
{%- endmacro %}
