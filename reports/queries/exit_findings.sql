-- One row per rule that an exit or a step of it breaks.
select rule_id, severity, occurred_at, message
from findings
where entity in ('exits', 'exit_events') and entity_id = $exit_id
order by occurred_at, rule_id, part
