with
    events as (
        select *
        from {{ ref("int_ticket_events") }}
        where field in ('priority', 'kind', 'exclusion')
    ),

    latest as (
        select
            ticket_id,
            max(
                case when field = 'priority' then event_number end
            ) as priority_number,
            max(case when field = 'kind' then event_number end) as kind_number,
            max(
                case when field = 'exclusion' then event_number end
            ) as exclusion_number
        from events
        group by ticket_id
    ),

    states as (
        select
            latest.ticket_id,
            priorities.value as priority,
            kinds.value as kind,
            exclusions.value as exclusion
        from latest
        left join
            events as priorities
            on latest.ticket_id = priorities.ticket_id
            and latest.priority_number = priorities.event_number
        left join
            events as kinds
            on latest.ticket_id = kinds.ticket_id
            and latest.kind_number = kinds.event_number
        left join
            events as exclusions
            on latest.ticket_id = exclusions.ticket_id
            and latest.exclusion_number = exclusions.event_number
    )

select *
from states
