-- One row per recurrence of a customer up to the month asked for, the latest
-- first (PRB-2).
select rule_id, severity, entity, entity_id, occurred_at, month, message,
from findings
where customer_id = $customer_id and rule_id = 'PRB-2' and month <= $month
order by occurred_at desc, entity_id, part
