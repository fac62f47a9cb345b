-- One row: what is under way, of a customer or (null) of all; what a request
-- waits for is not known where its export hides that (CLK-13).
with
    awaited as (
        select
            requests.outcome,
            requests.chance_of_miss,
            case
                when
                    requests.waits_for = 'us'
                    and not tickets.has_restoration_history
                    or requests.waits_for = 'answer'
                    and not tickets.has_response_history
                then 'unknown'
                else requests.waits_for
            end as waits_for,
        from open_requests as requests
        left join tickets on requests.ticket_id = tickets.ticket_id
        where
            cast($customer_id as varchar) is null
            or requests.customer_id = $customer_id
    ),

    requests as (
        select
            count(*) as requests,
            count(*) filter (where waits_for = 'answer') as unanswered,
            count(*) filter (where waits_for = 'us') as ours,
            count(*) filter (where waits_for = 'customer') as theirs,
            count(*) filter (where waits_for = 'unknown') as unknown,
            count(*) filter (where outcome = 'breached') as late,
            count(*) filter (
                where outcome = 'not_measurable'
            ) as not_measurable,
            count(*) filter (where chance_of_miss > 0.5) as likely_misses,
        from awaited
    ),

    changes as (
        select
            count(*) as changes,
            count(*) filter (where missing is not null) as changes_lacking,
            count(*) filter (where is_overdue) as changes_overdue,
        from planned_changes
        where
            cast($customer_id as varchar) is null or customer_id = $customer_id
    ),

    projects as (
        select count(*) as projects, coalesce(sum(units), 0)::bigint as units,
        from planned_requests
        where
            month >= $as_of_month
            and (
                cast($customer_id as varchar) is null
                or customer_id = $customer_id
            )
    ),

    leaving as (
        select count(*) as exits
        from exits
        where
            stage <> 'closed'
            and (
                cast($customer_id as varchar) is null
                or customer_id = $customer_id
            )
    )

select *
from requests
cross join changes
cross join projects
cross join leaving
