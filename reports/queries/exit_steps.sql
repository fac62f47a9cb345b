-- One row per step of an exit, in the order of the process.
select
    step,
    title,
    stage,
    place,
    planned_on,
    proposed_on,
    occurred_on,
    occurred_at,
    days_late,
    in_order,
    state,
    note,
from exit_steps
where exit_id = $exit_id
order by
    place is null,
    place,
    array_position(
        ['support_told', 'billing_told', 'account_told', 'cloud_told'], step
    ),
    step
