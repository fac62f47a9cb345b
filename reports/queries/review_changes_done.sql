-- One row per change that began in a customer's month: what became of it, and
-- which of its rules it broke.
select
    change_id,
    type,
    reason,
    environment,
    started_at,
    ended_at,
    outcome,
    on_time,
    incidents_caused,
    interrupts_service,
    notice_business_days,
    chg_6,
    concat_ws(
        ' ',
        case when chg_1 = 'broken' then 'CHG-1' end,
        case when chg_2 = 'broken' then 'CHG-2' end,
        case when chg_3 = 'broken' then 'CHG-3' end,
        case when chg_4 = 'broken' then 'CHG-4' end,
        case when chg_5 = 'broken' then 'CHG-5' end,
        case when chg_6 = 'broken' then 'CHG-6' end,
        case when chg_9 = 'broken' then 'CHG-9' end
    ) as broken_rules,
    summary,
from changes
where
    customer_id = $customer_id
    and month = $month
    and started_at is not null
    and coalesce(outcome, '') <> 'cancelled'
order by started_at, change_id
