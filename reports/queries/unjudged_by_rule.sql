-- One row per rule that could not be judged of a customer or (null) of any, and
-- what it lacks: for how many customers, and of how many records where it is
-- some source that lacks it, for others may have it.
select
    rule_id,
    missing_list,
    case
        when source is not null then cast(sum(records) as bigint)
    end as records,
    count(distinct customer_id) as customers,
from unjudged_rules
where
    cast($customer_id as varchar) is null
    or customer_id is null
    or customer_id = $customer_id
group by rule_id, missing_list, source is not null
order by missing_list, records nulls first, customers, rule_id
