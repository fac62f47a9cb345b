-- One row per incident of a customer that names a change as its cause (CHG-8).
select
    caused.ticket_id,
    caused.opened_at,
    clocks.priority,
    clocks.stopped_at as restored_at,
    tickets.summary,
from caused_incidents as caused
left join
    sla_clocks as clocks
    on caused.ticket_id = clocks.ticket_id
    and clocks.metric = 'restoration'
left join tickets on caused.ticket_id = tickets.ticket_id
where caused.customer_id = $customer_id and caused.change_id = $change_id
order by caused.opened_at, caused.ticket_id
