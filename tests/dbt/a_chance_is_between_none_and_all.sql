-- A chance of a miss is a share, and there is one for every open clock short
-- of its target.
with
    risks as (select * from {{ ref("clock_risks") }}),

    open_clocks as (
        select ticket_id, metric
        from {{ ref("sla_clocks") }}
        where
            outcome in ('running', 'paused')
            and target_seconds > 0
            and elapsed_seconds < target_seconds
    )

select ticket_id, metric
from risks
where chance_of_miss not between 0 and 1
union all
select open_clocks.ticket_id, open_clocks.metric
from open_clocks
left join
    risks
    on open_clocks.ticket_id = risks.ticket_id
    and open_clocks.metric = risks.metric
where risks.ticket_id is null
