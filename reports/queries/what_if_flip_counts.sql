-- One row per metric and pair of outcomes that clocks flip between.
select
    coalesce(told.metric, asked.metric) as metric,
    told.outcome as outcome_before,
    asked.outcome as outcome_after,
    count(*) as clocks,
from before.sla_clocks as told
full outer join
    after.sla_clocks as asked
    on told.ticket_id = asked.ticket_id
    and told.metric = asked.metric
where told.outcome is distinct from asked.outcome
group by all
order by clocks desc, metric, outcome_before, outcome_after
