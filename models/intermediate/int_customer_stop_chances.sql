{# As many clocks of the whole portfolio weigh in with a customer's own: a
   judgement, not fitted to anything (docs/risk.md). #}
{% set portfolio_clocks = 20 %}

with
    customers as (
        select * from {{ ref("int_stop_chances") }} where customer_id <> ''
    ),

    portfolio as (
        select *, coalesce(ended / nullif(clocks_at_risk, 0), 0) as end_chance
        from {{ ref("int_stop_chances") }}
        where customer_id = ''
    ),

    -- The customer's own record, drawn to the portfolio's.
    drawn as (
        select
            customers.customer_id,
            customers.metric,
            customers.kind,
            customers.priority,
            customers.has_rested,
            customers.fiftieth,
            portfolio.clocks_at_risk,
            ln(
                1 - least(
                    (
                        customers.ended
                        + {{ portfolio_clocks }} * portfolio.end_chance
                    )
                    / (customers.clocks_at_risk + {{ portfolio_clocks }}),
                    0.9999
                )
            ) as log_stay
        from customers
        inner join
            portfolio
            on customers.metric = portfolio.metric
            and customers.kind = portfolio.kind
            and customers.priority = portfolio.priority
            and customers.has_rested = portfolio.has_rested
            and customers.fiftieth = portfolio.fiftieth
    ),

    summed as (
        select
            *,
            coalesce(
                sum(log_stay) over (
                    partition by customer_id, metric, kind, priority, has_rested
                    order by fiftieth desc
                    rows between unbounded preceding and 1 preceding
                ),
                0
            ) as log_stay_after
        from drawn
    )

select *
from summed
