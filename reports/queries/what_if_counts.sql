-- One row: all clocks, those that differ in anything that judges them, and
-- those whose outcome does.
with
    compared as (
        select
            told.outcome is distinct from asked.outcome as is_flipped,
            told.outcome is distinct from asked.outcome
            or told.priority is distinct from asked.priority
            or told.target_seconds is distinct from asked.target_seconds
            or told.calendar is distinct from asked.calendar
            or told.elapsed_seconds is distinct from asked.elapsed_seconds
            or told.due_at is distinct from asked.due_at
            or told.excluded_reason
            is distinct from asked.excluded_reason as is_different,
        from before.sla_clocks as told
        full outer join
            after.sla_clocks as asked
            on told.ticket_id = asked.ticket_id
            and told.metric = asked.metric
    )

select
    count(*) as clocks,
    count(*) filter (is_different) as different,
    count(*) filter (is_flipped) as flipped,
from compared
