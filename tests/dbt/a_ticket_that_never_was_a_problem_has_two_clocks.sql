with
    problems as (
        select ticket_id
        from {{ ref("tickets") }}
        where kind = 'problem'
        union
        select ticket_id
        from {{ ref("ticket_events") }}
        where field = 'kind' and value = 'problem'
    ),

    clocks as (
        select ticket_id, count(*) as clocks
        from {{ ref("sla_clocks") }}
        group by ticket_id
    )

select tickets.ticket_id, clocks.clocks
from {{ ref("tickets") }} as tickets
left join clocks on tickets.ticket_id = clocks.ticket_id
left join problems on tickets.ticket_id = problems.ticket_id
where problems.ticket_id is null and coalesce(clocks.clocks, 0) <> 2
