-- One row per kind and month: tickets opened in the last 36 months up to that
-- of
-- as_of, then what the three after it will bring, as likely as four in five.
with last_month as (select max(month) as month from ticket_volumes)

select
    volumes.kind,
    volumes.month,
    volumes.opened,
    volumes.is_over,
    null::double as opened_p10,
    null::double as opened_p50,
    null::double as opened_p90,
from ticket_volumes as volumes
cross join last_month
where volumes.month > last_month.month - interval 36 months
union all
select kind, month, null, false, opened_p10, opened_p50, opened_p90
from volume_forecasts
order by kind, month
