-- One row per finding of one change of a customer.
select
    rule_id, coalesce(title, rule_id) as title, severity, occurred_at, message
from findings
where
    customer_id = $customer_id and entity = 'changes' and entity_id = $change_id
order by rule_id, part
