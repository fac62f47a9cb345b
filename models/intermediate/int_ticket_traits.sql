{{ config(materialized="view", tags=["moving"]) }}

-- What a ticket's events tell before they are put in order: enough for most.
with
    events as (
        select *
        from {{ ref("stg_ticket_events") }}
        where occurred_at <= {{ as_of() }} and {{ in_scope("ticket_id") }}
    ),

    sorted as (
        select
            ticket_id,
            occurred_at,
            case
                when {{ is_answer("field", "value") }} then occurred_at
            end as answered_at,
            case
                when field = 'status' and value = 'in_progress' then occurred_at
            end as taken_up_at,
            case
                when field = 'status' and value = 'awaiting_customer'
                then occurred_at
            end as awaited_at,
            case
                when field = 'status' and value = 'restored' then occurred_at
            end as restored_at,
            case
                when field = 'status' and value = 'closed' then occurred_at
            end as closed_at,
            case
                when field in ('priority', 'kind') then 1 else 0
            end as reclassified,
            case
                when field = 'exclusion'
                then 1
                when field = 'status' and value in ('new', 'cancelled')
                then 1
                else 0
            end as turned,
            occurred_from,
            case
                when field = 'status' then {{ status_place("value") }}
            end as to_place,
            case
                when field = 'status' then {{ status_place("from_value") }}
            end as from_place,
            case
                when field = 'status' and value = from_value then 1 else 0
            end as stayed
        from events
    ),

    traits as (
        select
            ticket_id,
            min(occurred_at) as first_at,
            min(answered_at) as answered_at,
            min(taken_up_at) as first_taken_up_at,
            max(taken_up_at) as last_taken_up_at,
            count(taken_up_at) as times_taken_up,
            min(awaited_at) as first_awaited_at,
            max(awaited_at) as last_awaited_at,
            min(coalesce(restored_at, closed_at)) as stopped_at,
            max(restored_at) as last_restored_at,
            min(closed_at) as first_closed_at,
            max(reclassified) as reclassified,
            max(turned) as turned,
            count(occurred_from) as events_by_day,
            count(to_place) as steps,
            count(from_place) as steps_with_origin,
            cast(sum(to_place - from_place) as bigint) as places_moved,
            max(stayed) as stayed
        from sorted
        group by ticket_id
    )

select *
from traits
