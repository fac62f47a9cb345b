-- What was opened and did not end is the backlog, month by month, none is left
-- where nothing is told, and the last backlog is what is open.
with
    demand as (select * from {{ ref("demand") }}),

    running as (
        select
            *,
            sum(opened - restored - cancelled) over (
                partition by customer_id, kind, environment, priority, category
                order by month
            ) as left_over,
            lead(month) over (
                partition by customer_id, kind, environment, priority, category
                order by month
            ) as next_month
        from demand
    ),

    left_open as (
        select
            customer_id,
            sum(opened) as opened,
            sum(opened - restored - cancelled) as left_over
        from demand
        group by customer_id
    ),

    open_requests as (
        select customer_id, count(*) as requests
        from {{ ref("open_requests") }}
        group by customer_id
    )

select customer_id, month as broken_in
from running
where
    left_over <> backlog
    or backlog < backlog_from_before
    or backlog_days < 0
    or (backlog > 0) <> (oldest_opened_on is not null)
    or backlog > 0
    and next_month > {{ months_on("month", "1") }}
union all
select left_open.customer_id, cast(null as date) as broken_in
from left_open
left join open_requests on left_open.customer_id = open_requests.customer_id
where left_open.left_over <> coalesce(open_requests.requests, 0)
