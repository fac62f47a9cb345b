-- One row per finding of a customer about problems and disasters, up to the
-- month asked for, the latest first (PRB-1, PRB-2, DRC-1).
select rule_id, severity, entity, entity_id, occurred_at, month, message,
from findings
where
    customer_id = $customer_id
    and rule_id in ('PRB-1', 'PRB-2', 'DRC-1')
    and month <= $month
order by occurred_at desc, entity_id, part
