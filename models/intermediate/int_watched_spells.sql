{{
    config(
        materialized="incremental",
        replaces="tickets",
    )
}}

-- Few of all tickets: those that changes name, and problems. One that a change
-- begins to name need not be among those that a build touches; one that none
-- names any more is not asked for.
with
    tickets as (
        select * from {{ ref("stg_tickets") }} where opened_at <= {{ as_of() }}
    ),

    known as (select * from {{ ref("int_known_tickets") }}),

    happened as (
        select *
        from {{ ref("stg_ticket_events") }}
        where
            occurred_at <= {{ as_of() }}
            and field in ('status', 'priority', 'kind')
    ),

    changes as (select * from {{ ref("stg_changes") }}),

    named as (
        select request_ticket as ticket_id
        from changes
        union
        select incident_ticket as ticket_id
        from changes
        union
        select ticket_id
        from known
        where was_problem
    ),

    watched as (
        select named.ticket_id
        from named
        where
            {{ in_scope("named.ticket_id") }}
            {% if not is_whole_build() %}
                or named.ticket_id
                not in (select made.ticket_id from {{ this }} as made)
            {% endif %}
    ),

    openings as (
        select
            tickets.ticket_id,
            known.environment,
            tickets.kind as recorded_kind,
            tickets.priority as recorded_priority,
            {{ epoch_seconds("tickets.opened_at") }} as opened_epoch
        from tickets
        inner join watched on tickets.ticket_id = watched.ticket_id
        inner join known on tickets.ticket_id = known.ticket_id
    ),

    {{ ordered_events("openings", "happened") }},

    {# What is in force goes on for ever. #}
    {{ ticket_spells("openings", "ordered", "1000000000000") }}

select *
from spells
