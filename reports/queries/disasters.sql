-- One row per declared disaster of a customer, the latest first (DRC-1).
select
    ticket_id,
    declared_at,
    restored_at,
    recovery_seconds,
    rto_seconds,
    rto_verdict,
    content_lost_seconds,
    rpo_seconds,
    rpo_verdict,
from disasters
where customer_id = $customer_id
order by declared_at desc, ticket_id
