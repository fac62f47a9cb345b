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
