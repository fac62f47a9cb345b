with
    met as (select * from {{ ref("sla_clocks") }} where outcome = 'met'),

    near_misses as (
        select
            ticket_id,
            customer_id,
            metric,
            kind,
            priority,
            calendar,
            target_seconds,
            elapsed_seconds,
            remaining_seconds,
            cast(remaining_seconds as double)
            / nullif(target_seconds, 0) as share_left,
            started_at,
            stopped_at,
            due_at,
            month,
            time_zone
        from met
        where
            remaining_seconds * 10 < target_seconds
            -- By what ran at the least too (CLK-13, CLK-15).
            and (target_seconds - least_elapsed_seconds) * 10 < target_seconds
    )

select *
from near_misses
