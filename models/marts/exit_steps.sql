with
    steps as (
        select * from {{ ref("int_exit_steps") }} where step <> 'requested'
    ),

    exits as (select * from {{ ref("int_exits") }}),

    proposed as (
        select
            steps.*,
            case
                when steps.place is null
                then null
                when steps.step in ('compliance_checked', 'channel_closed')
                then exits.channel_closes_on
                when steps.step in ('tenant_deleted', 'data_gone')
                then
                    {{
                        days_on(
                            "exits.latest_deletion_on",
                            "-steps.days_before_deletion",
                        )
                    }}
                -- Nothing is proposed for a day before the request.
                when exits.latest_deletion_on is not null
                then
                    greatest(
                        exits.requested_on,
                        {{
                            days_on(
                                "exits.latest_deletion_on",
                                "-steps.days_before_deletion",
                            )
                        }}
                    )
            end as proposed_on
        from steps
        inner join exits on steps.exit_id = exits.exit_id
    ),

    told as (
        select
            exit_id,
            customer_id,
            step,
            title,
            stage,
            place,
            planned_on,
            proposed_on,
            occurred_at,
            occurred_on,
            days_late,
            in_order,
            case
                when occurred_at is not null and days_late > 0
                then 'done_late'
                when occurred_at is not null
                then 'done'
                when days_late > 0
                then 'late'
                when settled_epoch is not null
                then 'done'
                when step = 'export_done' and place is null
                then 'not_needed'
                when planned_on = as_of_on
                then 'due'
                else 'open'
            end as state,
            note,
            delivery_id,
            row_number
        from proposed
    )

select *
from told
