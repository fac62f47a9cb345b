-- One row per kind of the contract year that a month belongs to, with what is
-- forecast of it where it is open. Of two years in one month, the later.
with
    years as (
        select *
        from contract_years
        where
            customer_id = $customer_id
            and starts_on <= last_day($month)
            and ends_on >= $month
    ),

    latest as (
        select *
        from years
        qualify rank() over (order by starts_on desc, agreement_id desc) = 1
    )

select
    latest.kind,
    latest.agreement_id,
    latest.starts_on,
    latest.ends_on,
    latest.quota_units as agreed_units,
    latest.top_up_units,
    latest.quota_units + latest.top_up_units as quota_units,
    latest.used_units,
    latest.remaining_units,
    latest.overage_units,
    latest.is_open,
    latest.as_of_on,
    forecasts.horizon_ends_on,
    forecasts.horizon_ends_by,
    forecasts.leaves,
    forecasts.run_rate_units,
    forecasts.year_end_p10,
    forecasts.year_end_p50,
    forecasts.year_end_p90,
    forecasts.exhaustion_probability,
    forecasts.overage_probability,
    forecasts.exhausted_on_p10,
    forecasts.exhausted_on_p50,
    forecasts.exhausted_on_p90,
    forecasts.recommended_top_up_units,
    forecasts.top_up_units_50,
    forecasts.top_up_units_80,
    forecasts.top_up_units_95,
    forecasts.sentence,
    forecasts.reason,
from latest
left join
    quota_forecasts as forecasts
    on latest.agreement_id = forecasts.agreement_id
    and latest.kind = forecasts.kind
    and latest.starts_on = forecasts.starts_on
order by latest.kind desc
