with
    events as (
        select *
        from {{ ref("int_ticket_events") }}
        where field in ('status', 'response')
    ),

    openings as (select * from {{ ref("int_followed_tickets") }}),

    calendar_days as (select * from {{ ref("stg_calendar_days") }}),

    located as (
        select
            events.*,
            case
                when events.field = 'status'
                then events.value
                else events.status_before
            end as status,
            openings.calendar_id
        from events
        inner join openings on events.ticket_id = openings.ticket_id
    ),

    stated as (
        select
            *,
            {{ clock_state("status_before") }} as state_before,
            {{ clock_state("status") }} as state,
            {{ is_answer("field", "value") }} as is_answer
            {%- if var("reopening") == "elapse" %}
                ,
                coalesce(
                    max(
                        case
                            when {{ clock_state("status") }} <> 'standing'
                            then event_number
                        end
                    ) over (partition by ticket_id),
                    0
                ) as active_number
            {%- endif %}
        from located
    ),

    counted as (
        select
            stated.ticket_id,
            stated.event_number,
            stated.counted_epoch,
            {{ open_seconds("stated.counted_epoch", "calendar_days") }}
            as open_seconds,
            stated.kind_before,
            stated.priority_before,
            stated.status,
            stated.state_before,
            stated.state,
            stated.is_answer,
            -- Leaving is plus one and entering minus one: summed with the
            -- counts of their instants they give the seconds in between.
            cast(
                {{
                    elapses(
                        "stated.state_before",
                        "stated.event_number <= stated.active_number",
                    )
                }} as int
            ) - cast(
                {{
                    elapses(
                        "stated.state",
                        "stated.event_number < stated.active_number",
                    )
                }} as int
            ) as run_step,
            cast(stated.state_before = 'resting' as int)
            - cast(stated.state = 'resting' as int) as rest_step
        from stated
        left join
            calendar_days
            on stated.calendar_id = calendar_days.calendar_id
            and {{ utc_day("stated.counted_epoch") }} = calendar_days.utc_day
    )

select *
from counted
