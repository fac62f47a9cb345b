-- One row per change of a customer that began, or is planned to begin, in a
-- month, with the verdict of each rule.
select
    change_id,
    type,
    reason,
    environment,
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
    chg_1,
    chg_2,
    chg_3,
    chg_4,
    chg_5,
    chg_6,
    chg_9,
    incidents_caused,
    request_ticket,
    incident_ticket,
    interrupts_service,
    notified_at,
    customer_agreed_at,
    notice_business_days,
    reason in (
        'routine_maintenance', 'agreed_maintenance', 'emergency_maintenance'
    ) as is_maintenance,
    summary,
from changes
where customer_id = $customer_id and month = $month
order by coalesce(started_at, planned_start), change_id
