select
    metric,
    stretch,
    started_at,
    ended_at,
    status,
    priority,
    recorded_priority,
    state,
    seconds,
    local_date,
    holiday
from sla_clock_stretches
where ticket_id = $ticket_id
order by case metric when 'response' then 1 else 2 end, stretch
