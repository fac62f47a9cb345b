with
    downgrades as (select * from {{ ref("int_downgrade_verdicts") }}),

    clocks as (select * from {{ ref("int_clock_verdicts") }}),

    ticket_days as (select * from {{ ref("int_ticket_days") }}),

    zone_days as (select * from {{ ref("stg_zone_days") }}),

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
            *,
            metric || case
                when is_too_late
                then
                    ' had run '
                    || {{ duration_text("elapsed_then") }}
                    || ' by then, past the '
                else
                    ' took '
                    || {{ duration_text("elapsed_before") }}
                    || ', past the '
            end
            || {{ duration_text("target_before") }}
            || {{ business_hours_text("calendar_before") }}
            || ' of '
            || priority_before
            || ' (by '
            || priority_before
            || ' '
            || verdict_before
            || ', by '
            || priority_after
            || ' '
            || verdict_after
            || ')' as told
        from weighed
        where is_too_late or makes_a_hit
    ),

    -- One for each downgrade, of both clocks.
    gathered as (
        select
            ticket_id,
            event_number,
            counted_epoch,
            priority_before,
            priority_after,
            max(case when is_too_late then 1 else 0 end) = 1 as is_grave,
            max(case when metric = 'response' then told end) as response_told,
            max(
                case when metric = 'restoration' then told end
            ) as restoration_told
        from worded
        group by
            ticket_id,
            event_number,
            counted_epoch,
            priority_before,
            priority_after
    ),

    broken as (
        select
            'PRI-5' as rule_id,
            ticket_days.customer_id,
            'tickets' as entity,
            gathered.ticket_id as entity_id,
            'event ' || cast(gathered.event_number as varchar) as part,
            gathered.counted_epoch as occurred_epoch,
            gathered.is_grave,
            'Lowered from '
            || gathered.priority_before
            || ' to '
            || gathered.priority_after
            || ' on '
            || {{ local_time_text("gathered.counted_epoch", "zone_days") }}
            || ': '
            || coalesce('the ' || gathered.response_told, '')
            || case
                when
                    gathered.response_told is not null
                    and gathered.restoration_told is not null
                then '; '
                else ''
            end
            || coalesce('the ' || gathered.restoration_told, '')
            || '.' as message
        from gathered
        inner join ticket_days on gathered.ticket_id = ticket_days.ticket_id
        left join
            zone_days
            on ticket_days.time_zone = zone_days.time_zone
            and gathered.counted_epoch >= zone_days.starts_epoch
            and gathered.counted_epoch < zone_days.ends_epoch
    )

select *
from broken
