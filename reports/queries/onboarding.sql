-- One row per agreement of a customer, the latest first, with the dates of its
-- onboarding and the days between (ONB-1).
select
    agreements.agreement_id,
    agreements.starts_on,
    agreements.last_day_on,
    onboarding.access_enabled_on,
    onboarding.handed_off_on,
    agreements.go_live_on,
    onboarding.handing_off_days,
    onboarding.going_live_days,
    onboarding.onboarding_days,
    onboarding.is_in_order,
from agreements
left join onboarding on agreements.agreement_id = onboarding.agreement_id
where agreements.customer_id = $customer_id
order by agreements.starts_on desc, agreements.agreement_id desc
