-- One row per P1 or P2 incident with a verdict in a customer's month, the most
-- urgent first: its clocks, and the problem that it names. A restored P1 owes
-- one (PRB-1).
with
    urgent as (
        select *
        from sla_clocks
        where
            customer_id = $customer_id
            and kind = 'incident'
            and priority in ('P1', 'P2')
    ),

    of_month as (select distinct ticket_id from urgent where month = $month),

    incidents as (
        select
            urgent.ticket_id,
            min(urgent.priority) as priority,
            min(urgent.started_at) as opened_at,
            max(urgent.stopped_at) filter (
                where urgent.metric = 'restoration'
            ) as restored_at,
            max(urgent.outcome) filter (
                where urgent.metric = 'response'
            ) as response,
            max(urgent.outcome) filter (
                where urgent.metric = 'restoration'
            ) as restoration,
        from urgent
        inner join of_month on urgent.ticket_id = of_month.ticket_id
        group by urgent.ticket_id
    )

select
    incidents.ticket_id,
    incidents.priority,
    tickets.summary,
    incidents.opened_at,
    incidents.restored_at,
    incidents.response,
    incidents.restoration,
    links.problem_id,
    coalesce(links.is_known, false) as is_known,
    links.status as problem_status,
    incidents.priority = 'P1'
    and incidents.restored_at is not null
    and not coalesce(links.is_known, false) as lacks_problem,
from incidents
left join tickets on incidents.ticket_id = tickets.ticket_id
left join incident_problems as links on incidents.ticket_id = links.ticket_id
order by incidents.priority, incidents.opened_at, incidents.ticket_id
