select
    sla_clocks.metric,
    sla_clocks.outcome,
    sla_clocks.excluded_reason,
    sla_clocks.kind,
    sla_clocks.environment,
    sla_clocks.recorded_priority,
    sla_clocks.priority,
    sla_clocks.calendar,
    sla_clocks.target_seconds,
    sla_targets.source as target_source,
    sla_targets.valid_from as target_valid_from,
    sla_clocks.started_at,
    sla_clocks.stopped_at,
    sla_clocks.due_at,
    sla_clocks.elapsed_seconds,
    sla_clocks.paused_seconds,
    sla_clocks.remaining_seconds,
    case
        when sla_clocks.outcome = 'breached' then - sla_clocks.remaining_seconds
    end as late_seconds,
    sla_clocks.reopenings,
    sla_clocks.month,
    sla_clocks.time_zone
from sla_clocks
left join
    sla_targets
    on sla_clocks.agreement_id = sla_targets.agreement_id
    and sla_clocks.metric = sla_targets.metric
    and sla_clocks.priority = sla_targets.priority
    and sla_clocks.started_at >= sla_targets.opened_from
    and sla_clocks.started_at < sla_targets.opened_until
where sla_clocks.ticket_id = $ticket_id
order by case sla_clocks.metric when 'response' then 1 else 2 end
