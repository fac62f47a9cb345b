-- One row per problem of a customer, those that came back first, then those
-- still open (PRB-2).
select
    ticket_id,
    category,
    status,
    opened_at,
    closed_at,
    first_incident_at,
    incidents,
    recurrences,
    summary,
from problems
where customer_id = $customer_id
order by recurrences desc, closed_at desc nulls first, ticket_id
