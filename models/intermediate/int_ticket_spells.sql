with
    openings as (select * from {{ ref("int_ticket_openings") }}),

    events as (
        select *
        from {{ ref("int_ticket_events") }}
        where field in ('status', 'priority', 'kind')
    ),

    turns as (
        select
            ticket_id,
            0 as event_number,
            opened_epoch as from_epoch,
            'new' as status,
            recorded_priority,
            recorded_kind as kind
        from openings
        union all
        select
            ticket_id,
            event_number,
            counted_epoch as from_epoch,
            case
                field when 'status' then value else status_before
            end as status,
            case
                field when 'priority' then value else priority_before
            end as recorded_priority,
            case field when 'kind' then value else kind_before end as kind
        from events
    ),

    followed as (
        select
            *,
            lead(from_epoch, 1, {{ as_of_epoch() }}) over (
                partition by ticket_id order by event_number
            ) as until_epoch
        from turns
    ),

    spells as (
        select
            followed.ticket_id,
            followed.event_number,
            followed.from_epoch,
            followed.until_epoch,
            followed.status,
            followed.kind,
            followed.recorded_priority,
            {{
                judged_priority(
                    "openings.environment",
                    "followed.kind",
                    "followed.recorded_priority",
                )
            }} as priority
        from followed
        inner join openings on followed.ticket_id = openings.ticket_id
    )

select *
from spells
-- The opening stays: it is all that a clock stopped at once has.
where from_epoch < until_epoch or event_number = 0
