-- One row per category of a customer's incidents, the most unusual first
-- (PRB-2).
select category, recent_days, past_days, deviation, is_recurring,
from recurring_categories
where customer_id = $customer_id
order by is_recurring desc, deviation desc, category
