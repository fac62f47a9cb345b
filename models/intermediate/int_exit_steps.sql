with
    exits as (select * from {{ ref("int_exits") }}),

    steps as (select * from {{ ref("exit_process") }}),

    recorded as (select * from {{ ref("stg_exit_events") }}),

    zone_days as (select * from {{ ref("stg_zone_days") }}),

    -- What lies after as_of has not happened.
    known as (
        select
            exits.exit_id,
            exits.customer_id,
            exits.time_zone,
            exits.as_of_on,
            exits.requested_epoch,
            exits.owner,
            steps.step,
            steps.title,
            steps.stage,
            case
                when steps.step = 'export_done' and not exits.has_export_stage
                then null
                else steps.place
            end as place,
            steps.days_before_deletion,
            recorded.planned_on,
            recorded.note,
            case
                when steps.step = 'requested'
                then exits.requested_at
                when
                    {{ epoch_seconds("recorded.occurred_at") }}
                    <= {{ as_of_epoch() }}
                then recorded.occurred_at
            end as occurred_at,
            coalesce(recorded.delivery_id, exits.delivery_id) as delivery_id,
            coalesce(recorded.row_number, exits.row_number) as row_number
        from exits
        cross join steps
        left join
            recorded
            on exits.exit_id = recorded.exit_id
            and steps.step = recorded.step
    ),

    timed as (
        select
            *,
            {{ epoch_seconds("occurred_at") }} as occurred_epoch,
            -- An owner named with the request counts as the contact.
            case
                when step = 'contact_named' and owner is not null
                then
                    least(
                        requested_epoch,
                        coalesce(
                            {{ epoch_seconds("occurred_at") }}, requested_epoch
                        )
                    )
                else {{ epoch_seconds("occurred_at") }}
            end as settled_epoch
        from known
    ),

    -- Steps of earlier stages that had not happened by then.
    missed as (
        select
            later.exit_id,
            later.step,
            earlier.title,
            row_number() over (
                partition by later.exit_id, later.step
                order by earlier.place, earlier.title
            ) as preference,
            count(*) over (partition by later.exit_id, later.step) as steps
        from timed as later
        inner join
            timed as earlier
            on later.exit_id = earlier.exit_id
            and later.place > earlier.place
            and later.occurred_epoch
            < coalesce(earlier.settled_epoch, 1000000000000)
    ),

    first_missed as (select * from missed where preference = 1),

    dated as (
        select
            timed.*,
            coalesce(
                zone_days.local_date, cast(timed.occurred_at as date)
            ) as occurred_on,
            first_missed.title as first_missed_title,
            cast(first_missed.steps as bigint) as missed_steps
        from timed
        left join
            zone_days
            on timed.time_zone = zone_days.time_zone
            and timed.occurred_epoch >= zone_days.starts_epoch
            and timed.occurred_epoch < zone_days.ends_epoch
        left join
            first_missed
            on timed.exit_id = first_missed.exit_id
            and timed.step = first_missed.step
    ),

    judged as (
        select
            exit_id,
            customer_id,
            step,
            title,
            stage,
            cast(place as bigint) as place,
            days_before_deletion,
            planned_on,
            occurred_at,
            occurred_epoch,
            occurred_on,
            settled_epoch,
            time_zone,
            as_of_on,
            {{ late_days("planned_on", "occurred_on", "as_of_on") }}
            as days_late,
            case
                when occurred_epoch is not null and place is not null
                then missed_steps is null
            end as in_order,
            first_missed_title,
            missed_steps,
            note,
            delivery_id,
            row_number
        from dated
    )

select *
from judged
