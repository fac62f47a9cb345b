-- metrics
select label, figure,
from
    (
        unpivot (
            select
                (select count(*) from open_requests) as "Open requests",
                (
                    select count(*)
                    from open_requests
                    where outcome = 'breached'
                ) as "Already late",
                (
                    select count(*)
                    from open_requests
                    where chance_of_miss > 0.5
                ) as "Likely to be missed",
                (select count(*) from planned_changes) as "Changes planned",
                (
                    select cast(coalesce(sum(units), 0) as bigint)
                    from planned_requests
                    where
                        month >= (select date_trunc('month', as_of) from builds)
                ) as "Units of projects",
                (
                    select count(*) from exits where stage <> 'closed'
                ) as "Exits under way",
        )
        on columns(*) into name label value figure
    ) as metrics
;

-- said
select
    concat(
        count(*) filter (where waits_for = 'answer'),
        ' waiting for our first answer, ',
        count(*) filter (where waits_for = 'us'),
        ' for our work, ',
        count(*) filter (where waits_for = 'customer'),
        ' for the customer'
    ) as waiting,
from open_requests
;

-- table: most at risk first
select
    customers.name as "Customer",
    requests.ticket_id as "Ticket",
    requests.priority as "Priority",
    requests.summary as "Summary",
from open_requests as requests
inner join customers using (customer_id)
order by
    requests.outcome = 'breached' desc,
    requests.chance_of_miss desc nulls last,
    requests.age_seconds desc,
    requests.ticket_id
limit 20
;

-- table: Not begun, the next first
select
    customers.name as "Customer",
    planned.change_id as "Change",
    planned.type as "Type",
    planned.summary as "Summary",
from planned_changes as planned
inner join customers using (customer_id)
order by planned.planned_start, planned.change_id
limit 20
