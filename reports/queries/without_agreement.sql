-- One row: tickets opened while no agreement was in force; they are in no
-- month (AGR-1).
select count(distinct ticket_id) as tickets
from sla_clocks
where customer_id = $customer_id and excluded_reason = 'no_agreement'
