-- No join of the exits loses or doubles one; each has every step once.
with
    steps as (
        select
            exit_id,
            count(*) as steps,
            count(case when days_late > 0 then 1 end) as late_steps,
            count(case when not in_order then 1 end) as steps_out_of_order
        from {{ ref("exit_steps") }}
        group by exit_id
    ),

    exits as (select * from {{ ref("exits") }}),

    asked as (
        select exit_id
        from {{ ref("stg_exits") }}
        where {{ epoch_seconds("requested_at") }} <= {{ as_of_epoch() }}
    )

select asked.exit_id, steps.steps, steps.late_steps, exits.late_steps as told
from asked
left join exits on asked.exit_id = exits.exit_id
left join steps on asked.exit_id = steps.exit_id
where
    exits.exit_id is null
    or coalesce(steps.steps, 0) <> 13
    or steps.late_steps <> exits.late_steps
    or steps.steps_out_of_order <> exits.steps_out_of_order
