{% set in_order %} partition by ticket_id order by event_number {% endset %}

with
    openings as (select * from {{ ref("int_ordered_tickets") }}),

    events as (
        select *
        from {{ ref("int_ticket_events") }}
        where field in ('status', 'priority', 'kind', 'update', 'response')
    ),

    turns as (
        select
            ticket_id,
            0 as event_number,
            latest_opened_epoch as from_epoch,
            latest_opened_epoch as earliest_epoch,
            'opened' as field,
            'new' as status,
            recorded_priority,
            recorded_kind as kind
        from openings
        union all
        select
            ticket_id,
            event_number,
            counted_epoch as from_epoch,
            -- Some time in its day: it ends a silence at the earliest, and
            -- begins one at the latest (CLK-15).
            coalesce(
                {{ epoch_seconds("occurred_from") }}, counted_epoch
            ) as earliest_epoch,
            field,
            case
                field when 'status' then value else status_before
            end as status,
            case
                field when 'priority' then value else priority_before
            end as recorded_priority,
            case field when 'kind' then value else kind_before end as kind
        from events
    ),

    -- The priority of an open incident; none while it is not one.
    judged as (
        select
            turns.*,
            case
                when
                    turns.kind = 'incident'
                    and {{ clock_state("turns.status") }} <> 'standing'
                then
                    {{
                        judged_priority(
                            "openings.environment",
                            "turns.kind",
                            "turns.recorded_priority",
                        )
                    }}
            end as priority
        from turns
        inner join openings on turns.ticket_id = openings.ticket_id
    ),

    compared as (
        select *, lag(priority) over ({{ in_order }}) as priority_before
        from judged
    ),

    spans as (
        select
            ticket_id,
            event_number,
            field as begun_by,
            priority,
            from_epoch,
            lead(earliest_epoch, 1, {{ as_of_epoch() }}) over (
                {{ in_order }}
            ) as until_epoch
        from compared
        where
            field in ('opened', 'update', 'response')
            or coalesce(priority, '') <> coalesce(priority_before, '')
    )

select *
from spans
where priority in ('P1', 'P2') and from_epoch < until_epoch
