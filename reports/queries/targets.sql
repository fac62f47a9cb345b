-- One row per metric, priority and target that judged the month; where the
-- month has no clock, the
-- target of the last one before it, or of one still open. An override can
-- give a month two (TGT-2).
with
    customer_targets as (
        select
            metric,
            priority,
            target_seconds,
            calendar,
            coalesce(month, date '0001-01-01') as month,
            started_at,
        from sla_clocks
        where
            customer_id = $customer_id
            and target_seconds is not null
            and coalesce(month, date '0001-01-01') <= $month
    ),

    newest_months as (
        select metric, priority, max(month) as month,
        from customer_targets
        group by metric, priority
    )

select
    customer_targets.metric,
    customer_targets.priority,
    customer_targets.target_seconds,
    customer_targets.calendar,
from customer_targets
inner join
    newest_months
    on customer_targets.metric = newest_months.metric
    and customer_targets.priority = newest_months.priority
    and customer_targets.month = newest_months.month
group by all
order by
    customer_targets.metric,
    customer_targets.priority,
    min(customer_targets.started_at)
