{{
    config(
        materialized="incremental",
        replaces="tickets",
    )
}}

-- Of each ticket that names a problem the one that it names last.
with
    tickets as (
        select *
        from {{ ref("stg_tickets") }}
        where opened_at <= {{ as_of() }} and {{ in_scope("ticket_id") }}
    ),

    events as (
        select *
        from {{ ref("stg_ticket_events") }}
        where
            field = 'problem'
            and coalesce(value, '') <> ''
            and occurred_at <= {{ as_of() }}
            and {{ in_scope("ticket_id") }}
    ),

    ordered as (
        select
            ticket_id,
            value,
            row_number() over (
                partition by ticket_id
                order by
                    occurred_at desc,
                    sequence desc,
                    delivery_id desc,
                    row_number desc
            ) as place
        from events
    ),

    links as (
        select
            tickets.ticket_id,
            tickets.customer_id,
            tickets.kind,
            tickets.category,
            {{ epoch_seconds("tickets.opened_at") }} as opened_epoch,
            coalesce(ordered.value, tickets.problem_id) as problem_id
        from tickets
        left join
            ordered
            on tickets.ticket_id = ordered.ticket_id
            and ordered.place = 1
        where coalesce(ordered.value, tickets.problem_id) is not null
    )

select *
from links
