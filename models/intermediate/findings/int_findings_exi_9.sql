with
    exits as (select * from {{ ref("int_exits") }} where has_course),

    steps as (select * from {{ ref("int_exit_steps") }}),

    zone_days as (select * from {{ ref("stg_zone_days") }}),

    promised as (
        select
            steps.*,
            exits.requested_epoch,
            case
                steps.step
                when 'tenant_deleted'
                then exits.empty_by
                when 'data_gone'
                then exits.gone_by
                when 'channel_closed'
                then exits.channel_closes_on
            end as promised_on,
            case
                steps.step
                when 'tenant_deleted'
                then 'The tenant was to be emptied by '
                when 'data_gone'
                then 'All data was to be gone by '
                else 'The support channel was to be closed by '
            end as promise
        from steps
        inner join exits on steps.exit_id = exits.exit_id
    ),

    late as (
        select
            *,
            {{ late_days("promised_on", "occurred_on", "as_of_on") }}
            as promise_days_late,
            {{ days_on("promised_on", 1) }} as late_from_on
        from promised
        where promised_on is not null
    ),

    broken as (
        select
            'EXI-9' as rule_id,
            late.customer_id,
            'exits' as entity,
            late.exit_id as entity_id,
            late.step as part,
            {{
                day_began_epoch(
                    "late.late_from_on", "zone_days", "late.requested_epoch"
                )
            }} as occurred_epoch,
            false as is_grave,
            late.promise
            || {{ day_text("late.promised_on") }}
            || case
                when late.occurred_on is not null
                then ' and was only on ' || {{ day_text("late.occurred_on") }}
                else ' and is not on ' || {{ day_text("late.as_of_on") }}
            end
            || ': '
            || {{ days_text("late.promise_days_late") }}
            || ' late.' as message
        from late
        left join
            zone_days
            on late.time_zone = zone_days.time_zone
            and late.late_from_on = zone_days.local_date
        where late.promise_days_late > 0
    )

select *
from broken
