-- said
select concat(format('{:,}', count(*)), ' findings, the oldest first') as found,
from findings
where customer_id = $customer and month = $month
;

-- table: by rule
select
    rule_id as "Rule",
    title as "About",
    severity as "Severity",
    count(*) as "Findings",
from findings
where customer_id = $customer and month = $month
group by rule_id, title, severity
order by count(*) desc, rule_id, severity
;

-- table: findings, the oldest first
select
    rule_id as "Rule",
    severity as "Severity",
    entity_id as "Record",
    message as "What is wrong",
from findings
where customer_id = $customer and month = $month
order by occurred_at, rule_id, entity_id, part
limit 200
