-- One row per clock of a ticket, response first; of a stop that is known by
-- its day alone the beginning of that day too (CLK-15).
with
    days as (
        select occurred_at, max(occurred_from) as occurred_from,
        from ticket_events
        where ticket_id = $ticket_id
        group by occurred_at
    )

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
    days.occurred_from as stopped_from,
    sla_clocks.elapsed_seconds,
    sla_clocks.least_elapsed_seconds,
    sla_clocks.paused_seconds,
    sla_clocks.remaining_seconds,
    case
        when sla_clocks.outcome in ('breached', 'not_measurable')
        then - sla_clocks.remaining_seconds
    end as late_seconds,
    case
        when sla_clocks.outcome = 'breached'
        then sla_clocks.least_elapsed_seconds - sla_clocks.target_seconds
    end as least_late_seconds,
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
left join days on sla_clocks.stopped_at = days.occurred_at
where sla_clocks.ticket_id = $ticket_id
order by case sla_clocks.metric when 'response' then 1 else 2 end
