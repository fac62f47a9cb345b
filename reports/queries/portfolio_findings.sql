-- One row per rule and severity with findings in the month, the gravest first.
select
    severity,
    rule_id,
    title,
    count(*) as findings,
    count(distinct customer_id) as customers,
from findings
where month = $month
group by severity, rule_id, title
order by
    case severity when 'major' then 1 when 'minor' then 2 else 3 end,
    findings desc,
    rule_id
