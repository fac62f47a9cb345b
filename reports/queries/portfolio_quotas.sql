-- One row per open quota that can still run out, the likeliest first; not of
-- customers who leave.
select
    forecasts.customer_id,
    coalesce(customers.name, forecasts.customer_id) as name,
    forecasts.kind,
    forecasts.exhaustion_probability,
    forecasts.exhausted_on_p50,
    forecasts.exhausted_on_p10,
    forecasts.quota_units,
    forecasts.remaining_units,
    forecasts.recommended_top_up_units,
    forecasts.leaves,
from quota_forecasts as forecasts
left join customers on forecasts.customer_id = customers.customer_id
where
    forecasts.exhaustion_probability > 0
    and forecasts.remaining_units > 0
    and not forecasts.leaves
order by
    forecasts.exhaustion_probability desc,
    forecasts.exhausted_on_p50 nulls last,
    forecasts.customer_id,
    forecasts.kind
