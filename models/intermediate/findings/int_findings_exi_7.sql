with
    steps as (select * from {{ ref("int_exit_steps") }} where days_late > 0),

    exits as (select * from {{ ref("int_exits") }}),

    supplies as (select * from {{ ref("int_supplies") }}),

    zone_days as (select * from {{ ref("stg_zone_days") }}),

    late as (
        select
            steps.*,
            exits.requested_epoch,
            {{ days_on("steps.planned_on", 1) }} as late_from_on
        from steps
        inner join exits on steps.exit_id = exits.exit_id
        -- A plan whose steps are never said to be done is not late.
        inner join
            supplies
            on steps.delivery_id = supplies.delivery_id
            and supplies.has_exit_events_occurred_at
    ),

    broken as (
        select
            'EXI-7' as rule_id,
            late.customer_id,
            'exit_events' as entity,
            late.exit_id as entity_id,
            late.step as part,
            {{
                day_began_epoch(
                    "late.late_from_on", "zone_days", "late.requested_epoch"
                )
            }} as occurred_epoch,
            false as is_grave,
            late.title || case
                when late.occurred_on is not null
                then
                    ' on '
                    || {{ day_text("late.occurred_on") }}
                    || ', '
                    || {{ days_text("late.days_late") }}
                    || ' later than planned ('
                    || {{ day_text("late.planned_on") }}
                    || ').'
                else
                    ': planned for '
                    || {{ day_text("late.planned_on") }}
                    || ' and still not done on '
                    || {{ day_text("late.as_of_on") }}
                    || ', '
                    || {{ days_text("late.days_late") }}
                    || ' late.'
            end as message
        from late
        left join
            zone_days
            on late.time_zone = zone_days.time_zone
            and late.late_from_on = zone_days.local_date
    )

select *
from broken
