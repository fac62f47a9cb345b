-- One row per kind and month to come of an open contract year: what will have
-- been used by the month's end, or by the end of what is forecast.
select
    paths.kind,
    least(last_day(paths.month), forecasts.horizon_ends_on) as day,
    paths.cumulative_p10,
    paths.cumulative_p50,
    paths.cumulative_p90,
    paths.project_units,
    paths.exhaustion_probability,
from quota_forecast_paths as paths
inner join
    quota_forecasts as forecasts
    on paths.agreement_id = forecasts.agreement_id
    and paths.kind = forecasts.kind
    and paths.starts_on = forecasts.starts_on
where paths.agreement_id = $agreement_id and paths.starts_on = $starts_on
order by paths.kind, paths.month
