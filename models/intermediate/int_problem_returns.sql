-- Incidents of a problem that was closed when they were opened.
with
    links as (
        select * from {{ ref("int_problem_links") }} where kind = 'incident'
    ),

    spells as (select * from {{ ref("int_watched_spells") }}),

    returned as (
        select
            links.ticket_id,
            links.customer_id,
            links.problem_id,
            links.opened_epoch,
            min(spells.from_epoch) as closed_epoch
        from links
        inner join
            spells
            on links.problem_id = spells.ticket_id
            and links.opened_epoch > spells.from_epoch
            and links.opened_epoch < spells.until_epoch
        where spells.kind = 'problem' and spells.status = 'closed'
        group by
            links.ticket_id,
            links.customer_id,
            links.problem_id,
            links.opened_epoch
    )

select *
from returned
