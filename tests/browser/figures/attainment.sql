-- metrics
select
    concat(upper(metric[1]), metric[2:], ' within target') as label,
    concat(sum(met), ' of ', sum(met + breached)) as figure,
from sla_attainment
where customer_id = $customer and month = $month
group by metric
order by metric = 'restoration'
;

-- said
select
    concat(
        count(*) filter (where outcome = 'breached' and month = $month),
        ' missed clocks, furthest past the target first'
    ) as missed,
from sla_clocks
where customer_id = $customer
;

-- table: By clock and priority
select
    cells.metric as "Clock",
    cells.name as "Priority",
    if(decided > 0, concat(met, ' of ', decided), 'nothing decided') as "Met",
    case
        when attainment is null
        then '—'
        when attainment in (0, 1)
        then concat(cast(100 * attainment as integer), ' %')
        else format('{:.1f} %', 100 * attainment)
    end as "Share met",
    coalesce(
        format(
            '{:.1f} to {:.1f} %', 100 * attainment_low, 100 * attainment_high
        ),
        '—'
    ) as "95 % interval",
    coalesce(breached, 0) as "Missed",
    coalesce(excluded, 0) as "Excluded",
    coalesce(not_measurable, 0) as "Not measurable",
from
    (
        select metric, name
        from (values ('response'), ('restoration')) as metrics(metric)
        cross join
            (
                values ('P1 critical'), ('P2 high'), ('P3 moderate'), ('P4 low')
            ) as names(name)
    ) as cells
left join
    sla_attainment as attained
    on cells.metric = attained.metric
    and cells.name[:2] = attained.priority
    and attained.customer_id = $customer
    and attained.month = $month
order by cells.metric, cells.name
;

-- table: Decided clocks, the largest share
select
    ticket_id as "Ticket",
    metric as "Clock",
    priority as "Priority",
    if(outcome = 'met', 'met', 'missed') as "Verdict",
from sla_clocks
where
    customer_id = $customer
    and month = $month
    and outcome in ('met', 'breached')
order by
    elapsed_seconds / greatest(target_seconds, 1) desc,
    metric,
    priority,
    ticket_id
limit 50
;

-- table: furthest past the target first
with
    missed as (
        select
            *,
            - remaining_seconds as late_seconds,
            divide(- remaining_seconds, 3600) as hours,
            divide(- remaining_seconds % 3600, 60) as minutes,
        from sla_clocks
        where
            customer_id = $customer and month = $month and outcome = 'breached'
    )

select
    missed.ticket_id as "Ticket",
    missed.priority as "Priority",
    concat(
        case
            when hours > 0 and minutes > 0
            then format('{:,} h {:02d} min', hours, minutes)
            when hours > 0
            then format('{:,} h', hours)
            when minutes > 0
            then format('{} min', minutes)
            else format('{} s', late_seconds)
        end,
        if(missed.calendar = '24x7', ' late, 24x7', ' late, business hours')
    ) as "How late",
    tickets.summary as "Summary",
from missed
inner join tickets on missed.ticket_id = tickets.ticket_id
order by missed.late_seconds desc, missed.ticket_id, missed.metric
;

-- table: In neither met nor missed
select metric as "Clock", count(*) as "Clocks",
from sla_clocks
where customer_id = $customer and month = $month and outcome = 'excluded'
group by metric, excluded_reason
order by metric, count(*) desc, excluded_reason
;

-- table: without a stop
select
    metric as "Clock",
    count(*) filter (where outcome = 'running') as "Running",
    count(*) filter (where outcome = 'paused') as "Paused",
    count(*) filter (
        where outcome = 'breached' and stopped_at is null
    ) as "Open, already missed",
from sla_clocks
where customer_id = $customer
group by metric
order by metric
