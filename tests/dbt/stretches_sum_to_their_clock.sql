-- CLK-12: the running ones to the elapsed, the resting ones to the paused. What
-- is known by its day alone stands at the end of that day, so that the running
-- ones lie between the least and the most that can have elapsed (CLK-15).
with
    by_day as (
        select ticket_id
        from {{ ref("int_told_tickets") }}
        where opened_until is not null
        union
        select ticket_id
        from {{ ref("int_told_records") }}
        where occurred_from is not null
    ),

    clocks as (
        select * from {{ ref("sla_clocks") }} where {{ in_sample("ticket_id") }}
    ),

    summed as (
        select
            ticket_id,
            metric,
            sum(case when state = 'running' then seconds else 0 end) as running,
            sum(case when state = 'resting' then seconds else 0 end) as resting,
            sum(case when seconds is null then 1 else 0 end) as uncounted,
            sum(
                case
                    when state = 'out_of_hours' and seconds <> 0 then 1 else 0
                end
            ) as miscounted
        from {{ ref("int_checked_stretches") }}
        group by ticket_id, metric
    )

select
    clocks.ticket_id,
    clocks.metric,
    clocks.elapsed_seconds,
    summed.running,
    clocks.paused_seconds,
    summed.resting
from clocks
inner join
    summed
    on clocks.ticket_id = summed.ticket_id
    and clocks.metric = summed.metric
left join by_day on clocks.ticket_id = by_day.ticket_id
where
    summed.running > clocks.elapsed_seconds
    or summed.running < clocks.least_elapsed_seconds
    or by_day.ticket_id is null
    and summed.running <> clocks.elapsed_seconds
    or summed.resting <> clocks.paused_seconds
    or summed.miscounted > 0
    or (clocks.agreement_id is null) <> (summed.uncounted > 0)
