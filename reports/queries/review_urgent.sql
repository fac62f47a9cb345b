-- One row per P1 or P2 incident with a verdict in a customer's month, the
-- most urgent first: its clocks, and the problem that it names. The priority
-- is that which judges its restoration; a restored P1 owes a problem, for so
-- many days, where problems were delivered at all (PRB-1).
with
    of_month as (
        select distinct ticket_id
        from sla_clocks
        where customer_id = $customer_id and month = $month
    ),

    incidents as (
        select
            restorations.ticket_id,
            restorations.priority,
            restorations.started_at as opened_at,
            restorations.stopped_at as restored_at,
            responses.outcome as response,
            restorations.outcome as restoration,
        from sla_clocks as restorations
        inner join of_month on restorations.ticket_id = of_month.ticket_id
        left join
            sla_clocks as responses
            on restorations.ticket_id = responses.ticket_id
            and responses.metric = 'response'
            and responses.customer_id = $customer_id
        where
            restorations.customer_id = $customer_id
            and restorations.metric = 'restoration'
            and restorations.kind = 'incident'
            and restorations.priority in ('P1', 'P2')
    ),

    unjudged as (
        select any_value(missing_list) as problem_unjudged_for
        from unjudged_rules
        where
            rule_id = 'PRB-1'
            and (customer_id is null or customer_id = $customer_id)
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
    and not coalesce(links.is_known, false)
    and unjudged.problem_unjudged_for is null as lacks_problem,
    case
        when incidents.priority = 'P1' and incidents.restored_at is not null
        then unjudged.problem_unjudged_for
    end as problem_unjudged_for,
    unexplained.age_days,
from incidents
cross join unjudged
left join tickets on incidents.ticket_id = tickets.ticket_id
left join incident_problems as links on incidents.ticket_id = links.ticket_id
left join
    unexplained_incidents as unexplained
    on incidents.ticket_id = unexplained.ticket_id
order by incidents.priority, incidents.opened_at, incidents.ticket_id
