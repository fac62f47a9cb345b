{{
    config(
        materialized="incremental",
        replaces="tickets",
    )
}}

with
    tickets as (
        select *
        from {{ ref("int_ordered_tickets") }}
        where
            environment = 'production'
            and (recorded_priority = 'P1' or is_reclassified)
    ),

    -- What ended cancelled or excluded was no outage.
    excluded as (
        select ticket_id
        from {{ ref("int_clock_verdicts") }}
        where metric = 'restoration' and outcome = 'excluded'
    ),

    openings as (
        select tickets.*
        from tickets
        left join excluded on tickets.ticket_id = excluded.ticket_id
        where excluded.ticket_id is null
    ),

    events as (
        select events.*
        from {{ ref("int_ticket_events") }} as events
        inner join openings on events.ticket_id = openings.ticket_id
    ),

    {{ ticket_spells("openings", "events", as_of_epoch()) }},

    outages as (
        select
            openings.customer_id,
            spells.ticket_id,
            spells.from_epoch,
            spells.until_epoch,
            -- A wait or a lower priority in between may be hidden, and days
            -- count to their end.
            not openings.has_restoration_history
            or openings.is_by_day as rests_on_bounds
        from spells
        inner join openings on spells.ticket_id = openings.ticket_id
        where
            spells.kind = 'incident'
            and spells.priority = 'P1'
            and {{ clock_state("spells.status") }} <> 'standing'
            and spells.from_epoch < spells.until_epoch
    )

select *
from outages
