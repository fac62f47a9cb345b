-- One change of a customer in full; none where it is another's or unknown.
select
    change_id,
    type,
    reason,
    environment,
    summary,
    request_ticket,
    incident_ticket,
    template,
    interrupts_service,
    notified_at,
    customer_agreed_at,
    approved_at,
    tested_at,
    customer_reviewed_at,
    planned_start,
    planned_end,
    started_at,
    ended_at,
    case
        when outcome is not null
        then outcome
        when started_at is not null
        then 'under_way'
        else 'planned'
    end as outcome,
    on_time,
    incidents_caused,
    notice_business_days,
    chg_1,
    chg_2,
    chg_3,
    chg_4,
    chg_5,
    chg_6,
    chg_9,
    delivery_id,
    row_number,
from changes
where customer_id = $customer_id and change_id = $change_id
