-- One row per ticket, or change, of a customer's month that rests on somebody
-- who was not entitled to log it (CON-2, CHG-2).
select rule_id, severity, entity, entity_id, occurred_at, message,
from findings
where
    customer_id = $customer_id
    and rule_id in ('CON-2', 'CHG-2')
    and month = $month
order by occurred_at, rule_id, entity_id, part
