-- One row per metric: the customer's clocks without a stop at as_of, and the
-- next one due.
with
    metrics as (
        select metric
        from (values ('response'), ('restoration')) as metrics(metric)
    ),

    open_clocks as (
        select *
        from sla_clocks
        where
            customer_id = $customer_id
            and (
                outcome in ('running', 'paused')
                or (
                    outcome in ('breached', 'not_measurable')
                    and stopped_at is null
                )
            )
    )

select
    metrics.metric,
    count(*) filter (where open_clocks.outcome = 'running') as running,
    count(*) filter (where open_clocks.outcome = 'paused') as paused,
    count(*) filter (where open_clocks.outcome = 'breached') as late,
    count(*) filter (
        where open_clocks.outcome = 'not_measurable'
    ) as not_measurable,
    min(open_clocks.due_at) filter (
        where open_clocks.outcome = 'running'
    ) as next_due_at,
from metrics
left join open_clocks on metrics.metric = open_clocks.metric
group by metrics.metric
order by metrics.metric
