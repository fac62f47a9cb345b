-- said
select
    (
        select concat(ticket_id, ': ', summary)
        from tickets
        where ticket_id = $ticket
    ) as summary,
    (
        select concat(count(*), ' events after the opening')
        from ticket_events
        where ticket_id = $ticket
    ) as events,
;

-- lines: Times in \S+, as of
with
    clocks as (
        select
            metric,
            if(
                outcome = 'breached', 'missed', replace(outcome, '_', ' ')
            ) as "Verdict",
            priority as "Priority",
            concat(
                if(least_elapsed_seconds is null, 'at most ', ''),
                format(
                    '{}:{:02d}:{:02d}',
                    divide(elapsed_seconds, 3600),
                    divide(elapsed_seconds % 3600, 60),
                    elapsed_seconds % 60
                )
            ) as "Ran",
            case
                when least_elapsed_seconds is null and metric = 'restoration'
                then 'at most: waiting times are hidden by the export (CLK-13)'
                when least_elapsed_seconds is null
                then 'at most: first answers are hidden by the export (CLK-13)'
                when least_elapsed_seconds < elapsed_seconds
                then 'as a range: only the day is known (CLK-15)'
                else 'exactly'
            end as "How far it is known",
            if(
                least_elapsed_seconds is null and metric = 'restoration',
                'not known',
                format(
                    '{}:{:02d}:{:02d}',
                    divide(paused_seconds, 3600),
                    divide(paused_seconds % 3600, 60),
                    paused_seconds % 60
                )
            ) as "Rested",
        from sla_clocks
        where ticket_id = $ticket
    ),

    lines as (
        unpivot clocks on "Verdict",
        "Priority",
        "Ran",
        "How far it is known",
        "Rested" into name line value told
    )

select
    line as " ",
    any_value(told) filter (where metric = 'response') as "response",
    any_value(told) filter (where metric = 'restoration') as "restoration",
from lines
group by line
order by
    array_position(
        ['Verdict', 'Priority', 'Ran', 'How far it is known', 'Rested'], line
    )
;

-- table: Times in \S+$
select
    status as "Status",
    priority as "Priority",
    if(
        state in ('running', 'resting'),
        format(
            '{}:{:02d}:{:02d}',
            divide(seconds, 3600),
            divide(seconds % 3600, 60),
            seconds % 60
        ),
        '—'
    ) as "Counts",
from sla_clock_stretches
where ticket_id = $ticket
order by metric = 'restoration', stretch
;

-- table: events after the opening
with
    told as (
        select
            0 as place,
            opened_at as counted_at,
            0 as sequence,
            delivery_id,
            row_number,
            'opened' as what,
            priority as became,
        from tickets
        where ticket_id = $ticket
        union all
        select
            1 as place,
            greatest(
                occurred_at,
                (select opened_at from tickets where ticket_id = $ticket)
            ) as counted_at,
            sequence,
            delivery_id,
            row_number,
            replace(field, '_', ' ') as what,
            value as became,
        from ticket_events
        where ticket_id = $ticket
    )

select what as "What", coalesce(became, '—') as "Became",
from told
order by place, counted_at, sequence, delivery_id, row_number
