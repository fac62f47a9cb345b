-- One row per finding of a month, of one customer or (null) of all; a rule
-- without a title shows its id.
select
    findings.rule_id,
    coalesce(findings.title, findings.rule_id) as title,
    findings.severity,
    findings.customer_id,
    customers.name as customer_name,
    findings.entity,
    findings.entity_id,
    findings.entity in ('tickets', 'ticket_events') as is_ticket,
    findings.occurred_at,
    findings.message
from findings
left join customers on findings.customer_id = customers.customer_id
where
    findings.month = $month
    and (
        cast($customer_id as varchar) is null
        or findings.customer_id = $customer_id
    )
order by
    findings.occurred_at, findings.rule_id, findings.entity_id, findings.part
