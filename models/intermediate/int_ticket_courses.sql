{{ config(materialized="view") }}

-- The course of a ticket as far as the first and last of its steps tell it: an
-- answer, at most one wait for the customer, an end. What they cannot tell, or
-- two steps at one instant, makes it eventful.
with
    traits as (
        select
            *,
            case
                when first_closed_at is not null
                then 'closed'
                when stopped_at is not null
                then 'restored'
                when
                    first_awaited_at
                    >= coalesce(last_taken_up_at, first_awaited_at)
                then 'awaiting_customer'
                when last_taken_up_at is not null
                then 'in_progress'
                else 'new'
            end as last_status
        from {{ ref("int_ticket_traits") }}
    ),

    courses as (
        select
            ticket_id,
            first_at,
            answered_at,
            stopped_at,
            first_awaited_at as rested_at,
            case
                when first_taken_up_at > first_awaited_at
                then first_taken_up_at
                when last_taken_up_at > first_awaited_at
                then last_taken_up_at
            end as resumed_at,
            reclassified = 1 as is_reclassified,
            events_by_day > 0 as is_by_day,
            turned = 1
            or reclassified = 1
            or events_by_day > 0
            or stayed = 1
            -- Steps that say where they came from form a chain where each
            -- leaves what another entered (CLK-S).
            or steps_with_origin > 0
            and (
                steps_with_origin < steps
                or places_moved
                <> {{ status_place("last_status") }}
                - {{ status_place("'new'") }}
            )
            or coalesce(last_taken_up_at >= stopped_at, false)
            or coalesce(last_restored_at >= first_closed_at, false)
            {% if (
                var("response_rests") == "yes"
                or var("requests_rest") == "no"
            ) %} or first_awaited_at is not null {% endif %}
            or coalesce(first_awaited_at <> last_awaited_at, false)
            or coalesce(first_awaited_at >= stopped_at, false)
            or coalesce(
                first_awaited_at in (first_taken_up_at, last_taken_up_at), false
            )
            or coalesce(
                first_taken_up_at < first_awaited_at
                and last_taken_up_at > first_awaited_at
                and times_taken_up > 2,
                false
            ) as is_eventful
        from traits
    )

select *
from courses
