-- One row per rule that could not be judged of a customer or (null) of any,
-- what it lacks, and how many customers it is so for; a rule that is judged
-- of nobody has no customer of its own.
select rule_id, missing_list, source, count(distinct customer_id) as customers,
from unjudged_rules
where
    cast($customer_id as varchar) is null
    or customer_id is null
    or customer_id = $customer_id
group by rule_id, missing_list, source
order by missing_list, source nulls first, rule_id
