-- Every change is in one month and has one outcome, or none yet.
with
    listed as (
        select count(*) as changes, sum(incidents_caused) as incidents
        from {{ ref("changes") }}
    ),

    summed as (
        select
            sum(changes) as changes,
            sum(incidents_caused) as incidents,
            sum(
                successful + rolled_back + failed + cancelled + not_ended
            ) as outcomes
        from {{ ref("change_outcomes") }}
    )

select listed.changes, summed.changes as summed_changes, summed.outcomes
from listed
cross join summed
where
    listed.changes <> coalesce(summed.changes, 0)
    or listed.changes <> coalesce(summed.outcomes, 0)
    or coalesce(listed.incidents, 0) <> coalesce(summed.incidents, 0)
