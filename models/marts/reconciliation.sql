{{
    config(
        materialized="incremental",
        replaces="tickets",
    )
}}

with
    compared as (select * from {{ ref("int_compared_clocks") }}),

    -- Where one of the two says nothing there is nothing to agree about. The
    -- source's seconds differ from ours where they lie beyond our most or our
    -- least.
    weighed as (
        select
            *,
            case
                when source_outcome is null or outcome = 'not_measurable'
                then null
                when outcome in ('running', 'paused')
                then source_outcome in ('running', 'paused')
                when outcome = 'excluded'
                then source_outcome = 'cancelled'
                else source_outcome = outcome
            end as agrees,
            outcome in ('running', 'paused', 'excluded') as is_undecided,
            coalesce(
                source_target_seconds <> target_seconds, false
            ) as has_other_target,
            greatest(
                source_elapsed_seconds - elapsed_seconds,
                coalesce(least_elapsed_seconds, elapsed_seconds)
                - source_elapsed_seconds,
                0
            ) as difference_seconds,
            source_stopped_at is not null
            and stopped_at is null
            or stopped_at is not null
            and coalesce(source_outcome in ('running', 'paused'), false)
            or {{ are_apart("source_stopped_at", "stopped_at") }}
            as has_other_stop
        from compared
    ),

    explained as (
        select
            *,
            case
                when
                    agrees
                    and (
                        is_undecided
                        or not has_other_target
                        and coalesce(difference_seconds, 0) = 0
                    )
                then 'agrees'
                when
                    difference_seconds <= 60
                    and not has_other_target
                    and (agrees or abs(elapsed_seconds - target_seconds) <= 60)
                then 'rounding'
                when has_other_target
                then 'target'
                when {{ are_apart("source_started_at", "started_at") }}
                then 'start'
                when has_other_stop
                then 'stop'
                -- As many seconds: no other way to count them explains it.
                when difference_seconds <= 60
                then 'unexplained'
                when
                    least_elapsed_seconds is null
                    and source_elapsed_seconds < elapsed_seconds
                    or {{
                        is_as_long_as(
                            [
                                "elapsed_seconds + paused_seconds",
                                "lived_count",
                                "rested_count",
                            ]
                        )
                    }}
                then 'rests'
                when
                    {{
                        is_as_long_as(
                            [
                                "other_run_count",
                                "other_unrested_count",
                                "other_lived_count",
                            ]
                        )
                    }}
                then 'calendar'
                else 'unexplained'
            end as reason
        from weighed
    ),

    reconciled as (
        select
            ticket_id,
            customer_id,
            metric,
            name,
            kind,
            priority,
            month,
            outcome,
            source_outcome,
            agrees,
            reason,
            elapsed_seconds,
            source_elapsed_seconds,
            paused_seconds,
            target_seconds,
            source_target_seconds,
            calendar,
            started_at,
            source_started_at,
            stopped_at,
            source_stopped_at,
            due_at,
            source_due_at,
            excluded_reason,
            least_elapsed_seconds,
            time_zone,
            delivery_id,
            row_number
        from explained
    )

select *
from reconciled
