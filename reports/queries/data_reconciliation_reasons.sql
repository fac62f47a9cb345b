-- One row per reason for which the desk's own verdicts differ from ours, or
-- agree: how many clocks, and of how many the verdict itself is another.
select
    reason,
    count(*) as clocks,
    count(distinct ticket_id) as tickets,
    count(*) filter (where not agrees) as differing,
    count(*) filter (where agrees is null) as not_compared,
from reconciliation
group by reason
order by reason = 'agrees', differing desc, clocks desc, reason
