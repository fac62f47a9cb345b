select
    ticket_id,
    metric,
    stretch,
    started_at,
    ended_at,
    status,
    priority,
    state,
    seconds,
    recorded_priority,
    local_date,
    holiday
from {{ ref("sla_clock_stretches") }}
