-- Summing leavings and enterings gives seconds only where each step begins in
-- the
-- state that the one before it ended in.
with
    chained as (
        select
            ticket_id,
            event_number,
            state_before,
            lag(state, 1, 'running') over (
                partition by ticket_id order by event_number
            ) as state_left
        from {{ ref("int_clock_steps") }}
    )

select ticket_id, event_number
from chained
where state_before <> state_left
