-- One row per customer with findings in a month, the most major ones first.
select
    findings.customer_id,
    customers.name as customer_name,
    count(*) as findings,
    count(*) filter (where findings.severity = 'major') as major,
    count(*) filter (where findings.severity = 'minor') as minor,
    count(*) filter (where findings.severity = 'note') as notes,
    count(distinct findings.rule_id) as rules,
from findings
left join customers on findings.customer_id = customers.customer_id
where
    findings.month = $month
    and (cast($rule_id as varchar) is null or findings.rule_id = $rule_id)
group by findings.customer_id, customers.name
order by major desc, findings desc, findings.customer_id
