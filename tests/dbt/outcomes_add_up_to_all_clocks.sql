with
    counted as (
        select
            count(*) as clocks,
            coalesce(sum(case when outcome = 'met' then 1 else 0 end), 0)
            + coalesce(sum(case when outcome = 'breached' then 1 else 0 end), 0)
            + coalesce(sum(case when outcome = 'running' then 1 else 0 end), 0)
            + coalesce(sum(case when outcome = 'paused' then 1 else 0 end), 0)
            + coalesce(sum(case when outcome = 'excluded' then 1 else 0 end), 0)
            + coalesce(
                sum(case when outcome = 'not_measurable' then 1 else 0 end), 0
            ) as outcomes
        from {{ ref("sla_clocks") }}
        where {{ in_scope("ticket_id") }}
    ),

    read_clocks as (select count(*) as clocks from {{ ref("int_clocks") }})

select counted.clocks, counted.outcomes, read_clocks.clocks as read_clocks
from counted
cross join read_clocks
where counted.clocks <> counted.outcomes or counted.clocks <> read_clocks.clocks
