{{ config(materialized="view") }}

{% set in_order %} partition by ticket_id order by event_number {% endset %}

with
    openings as (
        select * from {{ ref("int_followed_tickets") }} where is_by_day
    ),

    steps as (select * from {{ ref("int_clock_steps") }}),

    events as (select * from {{ ref("int_ticket_events") }}),

    located as (
        select
            steps.*,
            events.field,
            greatest(
                coalesce(
                    {{ epoch_seconds("events.occurred_from") }},
                    steps.counted_epoch
                ),
                openings.opened_epoch
            ) as earliest_epoch
        from steps
        inner join openings on steps.ticket_id = openings.ticket_id
        inner join
            events
            on steps.ticket_id = events.ticket_id
            and steps.event_number = events.event_number
    ),

    -- A step out of running or resting begins a part, to which belongs what
    -- follows while the ticket stands still.
    parted as (
        select
            *,
            sum(case when state_before <> 'standing' then 1 else 0 end) over (
                {{ in_order }} rows between unbounded preceding and current row
            ) as part
        from located
    ),

    -- Restored some time in a day and closed at a known instant of it: nobody
    -- knows which end came first, so the first is any of them.
    ended as (
        select
            *,
            min(
                case
                    when
                        field = 'status'
                        and state = 'standing'
                        and (
                            state_before <> 'standing'
                            or status in ('restored', 'closed')
                        )
                    then earliest_epoch
                end
            ) over (partition by ticket_id, part) as earliest_end_epoch
        from parted
    ),

    -- No step came before those that it follows.
    following as (
        select
            ticket_id,
            event_number,
            is_answer,
            run_step,
            rest_step,
            max(
                case
                    when field <> 'status'
                    then null
                    when state_before <> 'standing' and state = 'standing'
                    then earliest_end_epoch
                    else earliest_epoch
                end
            ) over (
                {{ in_order }} rows between unbounded preceding and current row
            ) as earliest_epoch,
            earliest_epoch as earliest_alone_epoch,
            counted_epoch as latest_epoch
        from ended
    )

select *
from following
