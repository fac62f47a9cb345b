-- One row per calendar year in which a customer was live, the latest first
-- (CHG-7).
select
    calendar_year,
    live_days,
    is_live_all_year,
    is_over,
    updates,
    updated_on,
    days_left,
    chg_7,
from update_years
where customer_id = $customer_id
order by calendar_year desc
