-- One row per incident of a customer and the known problem that it names, the
-- latest first; came back: opened while the problem was closed (PRB-2).
with
    returns as (
        select distinct entity_id
        from findings
        where
            customer_id = $customer_id
            and rule_id = 'PRB-2'
            and entity = 'tickets'
    )

select
    links.problem_id,
    links.ticket_id,
    tickets.opened_at,
    returns.entity_id is not null as came_back,
    tickets.summary,
from incident_problems as links
left join tickets on links.ticket_id = tickets.ticket_id
left join returns on links.ticket_id = returns.entity_id
where links.customer_id = $customer_id and links.is_known
order by links.problem_id, tickets.opened_at desc, links.ticket_id
