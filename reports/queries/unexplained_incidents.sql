-- One row per P1 incident of a customer, restored up to the month asked for,
-- that
-- names no known problem, the oldest first (PRB-1).
select
    unexplained.ticket_id,
    unexplained.restored_at,
    unexplained.restored_on,
    unexplained.age_days,
    unexplained.problem_id,
    tickets.summary,
from unexplained_incidents as unexplained
left join tickets on unexplained.ticket_id = tickets.ticket_id
where unexplained.customer_id = $customer_id and unexplained.month <= $month
order by unexplained.restored_at, unexplained.ticket_id
