-- metrics
select
    concat(upper(metric[1]), metric[2:], ' within target') as label,
    concat(
        sum(met),
        if(
            sum(not_measurable) > 0,
            concat(' to ', sum(met + not_measurable)),
            ''
        ),
        ' of ',
        sum(met + breached + not_measurable)
    ) as figure,
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
    case
        when attainment_least is null
        then 'nothing decided'
        when not_measurable = 0
        then concat(met, ' of ', decided)
        else
            concat(
                met,
                ' to ',
                met + not_measurable,
                ' of ',
                decided + not_measurable
            )
    end as "Met",
    case
        when attainment_least is null
        then '—'
        when not_measurable > 0
        then
            concat(
                case
                    when attainment_least in (0, 1)
                    then format('{:.0f}', 100 * attainment_least)
                    else format('{:.1f}', 100 * attainment_least)
                end,
                ' to ',
                case
                    when attainment_most in (0, 1)
                    then format('{:.0f} %', 100 * attainment_most)
                    else format('{:.1f} %', 100 * attainment_most)
                end
            )
        when attainment in (0, 1)
        then concat(cast(100 * attainment as integer), ' %')
        else format('{:.1f} %', 100 * attainment)
    end as "Share met",
    case
        when attainment_least is null
        then '—'
        when not_measurable = 0
        then
            format(
                '{:.1f} to {:.1f} %',
                100 * attainment_low,
                100 * attainment_high
            )
        -- Wilson's, of none and of all of the rest met.
        else
            format(
                '{:.1f} to {:.1f} %',
                100 * greatest(
                    (
                        attainment_least
                        + z * z / 2 / clocks
                        - z
                        * sqrt(
                            attainment_least * (1 - attainment_least) / clocks
                            + z * z / 4 / clocks / clocks
                        )
                    )
                    / (1 + z * z / clocks),
                    0
                ),
                100 * least(
                    (
                        attainment_most
                        + z * z / 2 / clocks
                        + z
                        * sqrt(
                            attainment_most * (1 - attainment_most) / clocks
                            + z * z / 4 / clocks / clocks
                        )
                    )
                    / (1 + z * z / clocks),
                    1
                )
            )
    end as "95 % interval",
    concat(
        coalesce(breached, 0),
        if(not_measurable > 0, concat(' to ', breached + not_measurable), '')
    ) as "Missed",
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
    (
        select *, decided + not_measurable as clocks, 1.959963984540054 as z,
        from sla_attainment
    ) as attained
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

-- table if any: the most urgent first
with
    hidden as (
        select
            *,
            divide(elapsed_seconds, 3600) as hours,
            divide(elapsed_seconds % 3600, 60) as minutes,
        from sla_clocks
        where
            customer_id = $customer
            and month = $month
            and outcome = 'not_measurable'
    )

select
    ticket_id as "Ticket",
    priority as "Priority",
    concat(
        'at most ',
        if(
            minutes > 0,
            format('{:,} h {:02d} min', hours, minutes),
            format('{:,} h', hours)
        )
    ) as "Took",
from hidden
order by priority, elapsed_seconds - target_seconds desc, ticket_id, metric
;

-- table if any: In neither met nor missed
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
