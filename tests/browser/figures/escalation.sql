-- said
select concat('The whole story of ', ticket_id) as story
from tickets
where ticket_id = $other
;

-- lines: ^as of
with
    records as (
        select
            ticket_id,
            summary as "Summary",
            replace(kind, '_', ' ') as "Kind",
            replace(environment, '_', '-') as "Environment",
            priority as "Recorded as",
            agreement_id as "Agreement",
        from tickets
        where ticket_id in ($ticket, $other)
    ),

    lines as (
        unpivot records on "Summary",
        "Kind",
        "Environment",
        "Recorded as",
        "Agreement"
        into name line value told
    )

select
    line as " ",
    any_value(told) filter (where ticket_id = $ticket) as "$ticket",
    any_value(told) filter (where ticket_id = $other) as "$other",
from lines
group by line
order by
    array_position(
        ['Summary', 'Kind', 'Environment', 'Recorded as', 'Agreement'], line
    )
;

-- lines: ^Each in its customer's own time
with
    clocks as (
        select
            ticket_id,
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
        where ticket_id in ($ticket, $other)
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
    any_value(told) filter (where ticket_id = $ticket) as "$ticket",
    any_value(told) filter (where ticket_id = $other) as "$other",
from lines
group by metric, line
order by
    metric = 'restoration',
    array_position(
        ['Verdict', 'Priority', 'Ran', 'How far it is known', 'Rested'], line
    )
;

-- table: ^Opened, and all events
with
    told as (
        select
            ticket_id,
            0 as place,
            opened_at as counted_at,
            0 as sequence,
            delivery_id,
            row_number,
            'opened' as what,
            priority as became,
        from tickets
        where ticket_id in ($ticket, $other)
        union all
        select
            ticket_id,
            1 as place,
            occurred_at as counted_at,
            sequence,
            delivery_id,
            row_number,
            replace(field, '_', ' ') as what,
            value as became,
        from ticket_events
        where ticket_id in ($ticket, $other)
    )

select ticket_id as "Ticket", what as "What", coalesce(became, '—') as "Became",
from told
order by
    counted_at, ticket_id = $other, place, sequence, delivery_id, row_number
limit 50
