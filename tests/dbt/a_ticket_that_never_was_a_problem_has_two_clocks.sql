with
    tickets as (
        select ticket_id, kind
        from {{ ref("stg_tickets") }}
        where opened_at <= {{ as_of() }} and {{ in_scope("ticket_id") }}
    ),

    problems as (
        select ticket_id
        from tickets
        where kind = 'problem'
        union
        select ticket_id
        from {{ ref("stg_ticket_events") }}
        where
            occurred_at <= {{ as_of() }}
            and field = 'kind'
            and value = 'problem'
            and {{ in_scope("ticket_id") }}
    ),

    clocks as (
        select ticket_id, count(*) as clocks
        from {{ ref("sla_clocks") }}
        where {{ in_scope("ticket_id") }}
        group by ticket_id
    )

select tickets.ticket_id, clocks.clocks
from tickets
left join clocks on tickets.ticket_id = clocks.ticket_id
left join problems on tickets.ticket_id = problems.ticket_id
where problems.ticket_id is null and coalesce(clocks.clocks, 0) <> 2
