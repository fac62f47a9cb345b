-- One row: of how many clocks the service desk delivered a verdict of its
-- own, and how many of those that can be compared say the same as ours.
with
    counted as (
        select
            count(*) as verdicts,
            count(distinct ticket_id) as tickets,
            count(agrees) as compared,
            count(*) filter (where agrees) as alike,
        from reconciliation
    )

select *, alike / nullif(compared, 0) as share_alike,
from counted
