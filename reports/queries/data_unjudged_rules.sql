-- One row per rule and customer that could not be judged.
select
    unjudged.rule_id,
    coalesce(unjudged.title, unjudged.rule_id) as title,
    unjudged.customer_id,
    customers.name as customer_name,
    unjudged.missing_list,
    unjudged.source,
    unjudged.records
from unjudged_rules as unjudged
left join customers on unjudged.customer_id = customers.customer_id
order by
    customers.name,
    unjudged.customer_id,
    unjudged.rule_id,
    unjudged.missing_list,
    unjudged.source
