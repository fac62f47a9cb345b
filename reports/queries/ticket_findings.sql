select rule_id, severity, occurred_at, message
from findings
where entity in ('tickets', 'ticket_events') and entity_id = $ticket_id
order by occurred_at, rule_id, part
