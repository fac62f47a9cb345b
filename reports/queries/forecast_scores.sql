-- One row per kind: how past contract years came out against what would have
-- been forecast of them, over all months known.
select
    kind,
    cast(sum(forecasts) as bigint) as forecasts,
    sum(coverage_80 * forecasts) / nullif(sum(forecasts), 0) as coverage_80,
    sum(brier * limited_forecasts) / nullif(sum(limited_forecasts), 0) as brier,
    sum(brier_run_rate * limited_forecasts)
    / nullif(sum(limited_forecasts), 0) as brier_run_rate,
from forecast_scores
group by kind
order by kind desc
