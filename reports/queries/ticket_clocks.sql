select
    metric,
    outcome,
    excluded_reason,
    kind,
    environment,
    recorded_priority,
    priority,
    calendar,
    target_seconds,
    started_at,
    stopped_at,
    due_at,
    elapsed_seconds,
    paused_seconds,
    remaining_seconds,
    reopenings,
    month,
    time_zone
from sla_clocks
where ticket_id = $ticket_id
order by case metric when 'response' then 1 else 2 end
