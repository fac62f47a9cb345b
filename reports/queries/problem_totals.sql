-- One row: what is known of a customer, and of all, on which the sections about
-- problems rest.
with
    own_tickets as (select * from tickets where customer_id = $customer_id),

    restored as (
        select count(*) as p1_restored
        from sla_clocks
        where
            customer_id = $customer_id
            and metric = 'restoration'
            and kind = 'incident'
            and priority = 'P1'
            and stopped_at is not null
    ),

    known as (
        select
            count(*) filter (where customer_id = $customer_id) as problems,
            count(*) as problems_of_all,
        from problems
    ),

    categorised as (
        select
            count(*) filter (
                where kind = 'incident' and category is not null
            ) as incidents_with_category,
        from own_tickets
    )

select
    restored.p1_restored,
    known.problems,
    known.problems_of_all,
    categorised.incidents_with_category,
from restored
cross join known
cross join categorised
