-- One row per rule broken in a month and severity, the most often broken first.
select
    rule_id, coalesce(title, rule_id) as title, severity, count(*) as findings
from findings
where
    month = $month
    and (cast($customer_id as varchar) is null or customer_id = $customer_id)
group by rule_id, title, severity
order by findings desc, rule_id, severity
