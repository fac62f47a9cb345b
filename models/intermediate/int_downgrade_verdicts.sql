with
    downgrades as (select * from {{ ref("int_downgrades") }}),

    targets as (select * from {{ ref("int_targets_in_force") }}),

    targeted as (
        select
            downgrades.*,
            targets_before.calendar as calendar_before,
            targets_before.target_seconds as target_before,
            case
                targets_before.calendar
                when '24x7'
                then downgrades.seconds_then
                else downgrades.open_seconds_then
            end as elapsed_then,
            case
                targets_before.calendar
                when '24x7'
                then downgrades.run_seconds
                else downgrades.run_open_seconds
            end as elapsed_before,
            case
                targets_before.calendar
                when '24x7'
                then downgrades.least_run_seconds
                else downgrades.least_run_open_seconds
            end as least_elapsed_before,
            targets_after.target_seconds as target_after,
            case
                targets_after.calendar
                when '24x7'
                then downgrades.run_seconds
                else downgrades.run_open_seconds
            end as elapsed_after,
            case
                targets_after.calendar
                when '24x7'
                then downgrades.least_run_seconds
                else downgrades.least_run_open_seconds
            end as least_elapsed_after
        from downgrades
        left join
            targets as targets_before
            on downgrades.agreement_id = targets_before.agreement_id
            and downgrades.metric = targets_before.metric
            and downgrades.priority_before = targets_before.priority
            and downgrades.opened_epoch >= targets_before.from_epoch
            and downgrades.opened_epoch < targets_before.until_epoch
        left join
            targets as targets_after
            on downgrades.agreement_id = targets_after.agreement_id
            and downgrades.metric = targets_after.metric
            and downgrades.priority_after = targets_after.priority
            and downgrades.opened_epoch >= targets_after.from_epoch
            and downgrades.opened_epoch < targets_after.until_epoch
    ),

    judged as (
        select
            targeted.ticket_id,
            targeted.metric,
            targeted.event_number,
            targeted.counted_epoch,
            targeted.priority_before,
            targeted.priority_after,
            targeted.calendar_before,
            targeted.target_before,
            targeted.elapsed_then,
            targeted.elapsed_before,
            case
                when targeted.excluded_reason is not null
                then 'excluded'
                else
                    {{
                        verdict(
                            "targeted",
                            "targeted.elapsed_before",
                            "targeted.least_elapsed_before",
                            "targeted.target_before",
                        )
                    }}
            end as verdict_before,
            case
                when targeted.excluded_reason is not null
                then 'excluded'
                else
                    {{
                        verdict(
                            "targeted",
                            "targeted.elapsed_after",
                            "targeted.least_elapsed_after",
                            "targeted.target_after",
                        )
                    }}
            end as verdict_after,
            -- What rests or days hide may not have run.
            targeted.excluded_reason is null
            and targeted.least_run_seconds is not null
            and not targeted.is_by_day
            and targeted.elapsed_then > targeted.target_before as is_too_late
        from targeted
    )

select *
from judged
