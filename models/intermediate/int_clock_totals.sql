with
    steps as (select * from {{ ref("int_clock_steps") }}),

    marked as (
        select
            *,
            state_before <> 'standing'
            and status in ('restored', 'closed') as is_restoration,
            state_before = 'standing' and state <> 'standing' as is_reopening
        from steps
    ),

    totalled as (
        select
            ticket_id,
            max_by(state, event_number) as last_state,
            min(case when is_answer then event_number end) as answer_number,
            max(
                case when is_restoration then event_number end
            ) as restoration_number,
            max(
                case when status = 'cancelled' then event_number end
            ) as cancellation_number,
            max(
                case when state <> 'standing' then event_number end
            ) as active_number,
            -- In order instants only grow, so the greatest is the last.
            max(
                case
                    when state_before <> 'standing' and state = 'standing'
                    then counted_epoch
                end
            ) as ended_epoch,
            cast(sum(cast(is_reopening as int)) as bigint) as reopenings,
            cast(
                sum(case when run_step = -1 then 1 else 0 end) as bigint
            ) as later_runs,
            -- In order both only grow, so the least is the first.
            min(
                case when state = 'resting' then counted_epoch end
            ) as first_rest_epoch,
            min(
                case when state = 'resting' then open_seconds end
            ) as first_rest_open_seconds,
            cast(sum(run_step * counted_epoch) as bigint) as run_seconds,
            cast(sum(run_step * open_seconds) as bigint) as run_open_seconds,
            cast(sum(rest_step * counted_epoch) as bigint) as rest_seconds,
            cast(sum(rest_step * open_seconds) as bigint) as rest_open_seconds
        from marked
        group by ticket_id
    )

select *
from totalled
