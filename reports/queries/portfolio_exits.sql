-- One row per stage of exits that are not closed, as of the build.
select stage, count(*) as exits, sum(late_steps > 0)::bigint as late,
from exits
where stage <> 'closed'
group by stage
order by stage
