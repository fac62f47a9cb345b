-- What still runs or rests is open, and its next clock stands as the request
-- says: what it waits for is what the clock does.
with
    undecided as (
        select ticket_id, outcome
        from {{ ref("sla_clocks") }}
        where metric = 'restoration' and outcome in ('running', 'paused')
    ),

    open_requests as (select * from {{ ref("open_requests") }})

select undecided.ticket_id
from undecided
left join open_requests on undecided.ticket_id = open_requests.ticket_id
where
    open_requests.ticket_id is null
    or open_requests.waits_for = 'us'
    and undecided.outcome = 'paused'
    or open_requests.age_seconds < 0
    or open_requests.waited_seconds < 0
    or open_requests.waited_seconds > open_requests.age_seconds
