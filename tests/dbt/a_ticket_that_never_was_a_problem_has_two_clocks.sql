with
    problems as (
        select ticket_id
        from {{ ref("tickets") }}
        where kind = 'problem' and {{ in_scope("ticket_id") }}
        union
        select ticket_id
        from {{ ref("ticket_events") }}
        where
            field = 'kind' and value = 'problem' and {{ in_scope("ticket_id") }}
    ),

    clocks as (
        select ticket_id, count(*) as clocks
        from {{ ref("sla_clocks") }}
        where {{ in_scope("ticket_id") }}
        group by ticket_id
    )

select tickets.ticket_id, clocks.clocks
from {{ ref("tickets") }} as tickets
left join clocks on tickets.ticket_id = clocks.ticket_id
left join problems on tickets.ticket_id = problems.ticket_id
where
    problems.ticket_id is null
    and {{ in_scope("tickets.ticket_id") }}
    and coalesce(clocks.clocks, 0) <> 2
