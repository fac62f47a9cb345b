-- One row per stretch of a ticket's clocks, in order. Where the export hides
-- when the ticket waited, what seems to run may have rested (CLK-13).
with
    hidden as (
        select metric
        from sla_clocks
        where
            ticket_id = $ticket_id
            and metric = 'restoration'
            and elapsed_seconds is not null
            and least_elapsed_seconds is null
    )

select
    stretches.metric,
    stretches.stretch,
    stretches.started_at,
    stretches.ended_at,
    stretches.status,
    stretches.priority,
    stretches.recorded_priority,
    case
        when stretches.state = 'running' and hidden.metric is not null
        then 'running_or_resting'
        else stretches.state
    end as state,
    stretches.seconds,
    stretches.local_date,
    stretches.holiday
from sla_clock_stretches as stretches
left join hidden on stretches.metric = hidden.metric
where stretches.ticket_id = $ticket_id
order by case stretches.metric when 'response' then 1 else 2 end, stretch
