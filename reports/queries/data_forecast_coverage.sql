-- One row per kind and months known: how often the range of four in five held.
select kind, months_known, forecasts, coverage_80,
from forecast_scores
where forecasts > 0
order by kind desc, months_known
