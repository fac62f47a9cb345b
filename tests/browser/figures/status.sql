-- metrics
select label, figure,
from
    (
        unpivot (
            select
                (
                    select cast(count(*) as varchar)
                    from open_requests
                    where customer_id = $customer
                ) as "Open requests",
                (
                    select
                        concat(
                            count(*) filter (where outcome = 'breached'),
                            if(
                                count(*) filter (
                                    where outcome = 'not_measurable'
                                )
                                > 0,
                                concat(
                                    ' to ',
                                    count(*) filter (
                                        where
                                            outcome
                                            in ('breached', 'not_measurable')
                                    )
                                ),
                                ''
                            )
                        )
                    from open_requests
                    where customer_id = $customer
                ) as "Already late",
                (
                    select cast(count(*) as varchar)
                    from open_requests
                    where customer_id = $customer and chance_of_miss > 0.5
                ) as "Likely to be missed",
                (
                    select cast(count(*) as varchar)
                    from planned_changes
                    where customer_id = $customer
                ) as "Changes planned",
                (
                    select
                        format('{:,}', cast(coalesce(sum(units), 0) as bigint))
                    from planned_requests
                    where
                        customer_id = $customer
                        and month
                        >= (select date_trunc('month', as_of) from builds)
                ) as "Units of projects",
                (
                    select cast(count(*) as varchar)
                    from exits
                    where customer_id = $customer and stage <> 'closed'
                ) as "Exits under way",
        )
        on columns(*) into name label value figure
    ) as metrics
;

-- said
select
    (
        select
            concat(
                count(*) filter (where waits_for = 'answer'),
                ' waiting for our first answer, ',
                count(*) filter (
                    where waits_for = 'us' and has_restoration_history
                ),
                ' for our work, ',
                count(*) filter (where waits_for = 'customer'),
                ' for the customer'
            )
        from open_requests
        inner join
            (select ticket_id, has_restoration_history from tickets) as shown
            using (ticket_id)
        where customer_id = $customer
    ) as waiting,
    (
        select
            concat(
                count(*),
                ' changes planned, ',
                count(*) filter (where missing is not null),
                ' lacking something'
            )
        from planned_changes
        where customer_id = $customer
        having count(*) > 0
    ) as lacking,
;

-- table: most at risk first
select
    ticket_id as "Ticket",
    if(kind = 'incident', 'incident', 'request') as "Kind",
    priority as "Priority",
    case
        when outcome = 'breached'
        then 'missed'
        when outcome = 'not_measurable'
        then 'not known'
        when chance_of_miss is null
        then '—'
        else
            format('{:.1f} %', least(greatest(100 * chance_of_miss, 0.1), 99.9))
    end as "Chance of a miss",
    summary as "Summary",
from open_requests
where customer_id = $customer
order by
    outcome = 'breached' desc,
    outcome = 'not_measurable' desc,
    chance_of_miss desc nulls last,
    age_seconds desc,
    ticket_id
limit 20
;

-- table if any: Not begun, the next first
select change_id as "Change", type as "Type", summary as "Summary",
from planned_changes
where customer_id = $customer
order by planned_start, change_id
limit 20
