-- said
select concat(format('{:,}', count(*)), ' findings, the oldest first') as found,
from findings
where month = $month
;

-- table: by rule
select
    rule_id as "Rule",
    title as "About",
    severity as "Severity",
    count(*) as "Findings",
from findings
where month = $month
group by rule_id, title, severity
order by count(*) desc, rule_id, severity
;

-- table: those with most major ones first
select
    customers.name as "Customer",
    count(*) as "Findings",
    count(*) filter (where findings.severity = 'major') as "Major",
    count(*) filter (where findings.severity = 'minor') as "Minor",
    count(*) filter (where findings.severity = 'note') as "Notes",
    count(distinct findings.rule_id) as "Rules broken",
from findings
inner join customers using (customer_id)
where findings.month = $month
group by findings.customer_id, customers.name
order by "Major" desc, "Findings" desc, findings.customer_id
limit 50
;

-- table: findings, the oldest first
select
    rule_id as "Rule",
    severity as "Severity",
    entity_id as "Record",
    message as "What is wrong",
from findings
where month = $month
order by occurred_at, rule_id, entity_id, part
limit 200
