with
    exits as (select * from {{ ref("int_exits") }}),

    steps as (select * from {{ ref("int_exit_steps") }}),

    -- What an exit waits for: the first stage with something left to do.
    waiting as (
        select exit_id, min(place) as place
        from steps
        where settled_epoch is null
        group by exit_id
    ),

    stages as (
        select
            waiting.exit_id,
            min(steps.stage) as stage,
            min(steps.place) as place
        from waiting
        inner join
            steps
            on waiting.exit_id = steps.exit_id
            and waiting.place = steps.place
        group by waiting.exit_id
    ),

    gathered as (
        select
            exit_id,
            max(
                case when step = 'tenant_deleted' then occurred_at end
            ) as tenant_deleted_at,
            max(
                case when step = 'tenant_deleted' then occurred_on end
            ) as tenant_deleted_on,
            max(
                case when step = 'data_gone' then occurred_on end
            ) as data_gone_on,
            max(
                case when step = 'channel_closed' then occurred_at end
            ) as closed_at,
            max(
                case when step = 'channel_closed' then occurred_on end
            ) as closed_on,
            count(case when days_late > 0 then 1 end) as late_steps,
            count(case when not in_order then 1 end) as steps_out_of_order
        from steps
        group by exit_id
    ),

    counted as (
        select
            exits.*,
            gathered.tenant_deleted_at,
            gathered.tenant_deleted_on,
            gathered.data_gone_on,
            gathered.closed_at,
            gathered.closed_on,
            gathered.late_steps,
            gathered.steps_out_of_order,
            case
                when gathered.closed_at is not null
                then 'closed'
                else coalesce(stages.stage, 'closed')
            end as stage,
            {{ days_on("gathered.tenant_deleted_on", backup_days()) }}
            as data_gone_due_on,
            {{
                late_days(
                    "exits.empty_by",
                    "gathered.tenant_deleted_on",
                    "exits.as_of_on",
                )
            }} as empty_days_late,
            {{
                late_days(
                    "exits.gone_by", "gathered.data_gone_on", "exits.as_of_on"
                )
            }} as gone_days_late,
            {{
                late_days(
                    "exits.channel_closes_on",
                    "gathered.closed_on",
                    "exits.as_of_on",
                )
            }} as channel_days_late
        from exits
        inner join gathered on exits.exit_id = gathered.exit_id
        left join stages on exits.exit_id = stages.exit_id
    ),

    promised as (
        select
            exit_id,
            stage,
            tenant_deleted_at,
            tenant_deleted_on,
            data_gone_due_on,
            data_gone_on,
            closed_at,
            closed_on,
            late_steps,
            steps_out_of_order,
            case when empty_days_late > 0 then 1 else 0 end
            + case when gone_days_late > 0 then 1 else 0 end
            + case
                when channel_days_late > 0 then 1 else 0
            end as missed_promises,
            case
                when
                    earliest_deletion_on > latest_deletion_on
                    and coalesce(tenant_deleted_on > latest_deletion_on, true)
                then requested_on
                when coalesce(tenant_deleted_on, as_of_on) > latest_deletion_on
                then
                    greatest(
                        requested_on, {{ days_on("latest_deletion_on", 1) }}
                    )
            end as promise_lost_on
        from counted
    )

select *
from promised
