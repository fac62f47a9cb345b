-- One row per rule that could not be judged of a customer, and the list that
-- it lacks.
select rule_id, coalesce(title, rule_id) as title, missing_list, records,
from unjudged_rules
where customer_id is null or customer_id = $customer_id
order by rule_id
