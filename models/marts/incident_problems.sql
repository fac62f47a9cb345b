with
    links as (
        select * from {{ ref("int_problem_links") }} where kind = 'incident'
    ),

    problems as (select * from {{ ref("problems") }}),

    incident_problems as (
        select
            links.ticket_id,
            links.customer_id,
            links.problem_id,
            problems.ticket_id is not null as is_known,
            problems.status,
            problems.closed_at
        from links
        left join problems on links.problem_id = problems.ticket_id
    )

select *
from incident_problems
