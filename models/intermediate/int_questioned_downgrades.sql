with
    downgrades as (select * from {{ ref("int_downgrade_verdicts") }}),

    clocks as (select * from {{ ref("int_clock_verdicts") }} where is_followed),

    -- A hit is one in the end: a downgrade that was taken back made none.
    weighed as (
        select
            downgrades.*,
            not downgrades.is_too_late
            and downgrades.verdict_before = 'breached'
            and downgrades.verdict_after = 'met'
            and clocks.outcome = 'met' as makes_a_hit
        from downgrades
        inner join
            clocks
            on downgrades.ticket_id = clocks.ticket_id
            and downgrades.metric = clocks.metric
    ),

    worded as (
        select
            ticket_id,
            metric,
            event_number,
            counted_epoch,
            priority_before,
            priority_after,
            is_too_late,
            'The '
            || metric
            || case
                when is_too_late
                then
                    ' had run '
                    || {{ duration_text("elapsed_then") }}
                    || ' by then'
                else ' took ' || {{ duration_text("elapsed_before") }}
            end
            || ', past the '
            || priority_before
            || ' target of '
            || {{ duration_text("target_before") }}
            || {{ business_hours_text("calendar_before") }}
            || ': '
            || {{ spaced("verdict_before") }}
            || ' as '
            || priority_before
            || ', '
            || {{ spaced("verdict_after") }}
            || ' as '
            || priority_after
            || '.' as told
        from weighed
        where is_too_late or makes_a_hit
    )

select *
from worded
