-- One row per kind with past forecasts of its volume.
select kind, forecasts, held, coverage_80, error, error_of_last_month
from volume_forecast_scores
order by kind
