{% set in_order %} partition by ticket_id order by event_number {% endset %}

with
    supplies as (select * from {{ ref("int_supplies") }}),

    tickets as (select * from {{ ref("int_ordered_tickets") }}),

    -- Who never delivered an update does not say that there was none. A log
    -- can tell what the list that brought the ticket does not.
    silent as (
        select tickets.ticket_id
        from tickets
        inner join supplies on tickets.delivery_id = supplies.delivery_id
        where not supplies.has_ticket_events_update
    ),

    logged as (
        select distinct events.ticket_id
        from {{ ref("stg_ticket_events") }} as events
        inner join silent on events.ticket_id = silent.ticket_id
        inner join supplies on events.delivery_id = supplies.delivery_id
        where
            supplies.has_ticket_events_update
            and events.occurred_at <= {{ as_of() }}
    ),

    openings as (
        select tickets.*
        from tickets
        left join silent on tickets.ticket_id = silent.ticket_id
        left join logged on tickets.ticket_id = logged.ticket_id
        where silent.ticket_id is null or logged.ticket_id is not null
    ),

    events as (
        select events.*
        from {{ ref("int_ticket_events") }} as events
        inner join openings on events.ticket_id = openings.ticket_id
        where
            events.field in ('status', 'priority', 'kind', 'update', 'response')
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
