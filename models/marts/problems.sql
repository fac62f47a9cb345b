with
    tickets as (select * from {{ ref("stg_tickets") }}),

    spells as (select * from {{ ref("int_watched_spells") }}),

    links as (
        select * from {{ ref("int_problem_links") }} where kind = 'incident'
    ),

    returned as (
        select problem_id, count(*) as recurrences
        from {{ ref("int_problem_returns") }}
        group by problem_id
    ),

    incidents as (
        select
            problem_id, count(*) as incidents, min(opened_epoch) as first_epoch
        from links
        group by problem_id
    ),

    -- What the ticket is now; closed since the last turn to it.
    present as (
        select
            ticket_id,
            status,
            case when status = 'closed' then from_epoch end as closed_epoch
        from spells
        where kind = 'problem' and until_epoch = 1000000000000
    ),

    told as (
        select
            present.ticket_id,
            tickets.customer_id,
            tickets.category,
            tickets.summary,
            tickets.opened_at,
            present.status,
            coalesce(incidents.incidents, 0) as incidents,
            {{ instant("incidents.first_epoch") }} as first_incident_at,
            {{ instant("present.closed_epoch") }} as closed_at,
            coalesce(returned.recurrences, 0) as recurrences
        from present
        inner join tickets on present.ticket_id = tickets.ticket_id
        left join incidents on present.ticket_id = incidents.problem_id
        left join returned on present.ticket_id = returned.problem_id
    )

select *
from told
