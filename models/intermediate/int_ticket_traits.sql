{{ config(materialized="view") }}

-- What a ticket's events tell before they are put in order: enough for most.
with
    events as (
        select *
        from {{ ref("stg_ticket_events") }}
        where occurred_at <= {{ as_of() }} and {{ in_scope("ticket_id") }}
    ),

    traits as (
        select
            ticket_id,
            min(occurred_at) as first_at,
            min(
                case when {{ is_answer("field", "value") }} then occurred_at end
            ) as answered_at,
            max(
                case
                    when field = 'status' and value = 'in_progress'
                    then occurred_at
                end
            ) as taken_up_at,
            min(
                case
                    when field = 'status' and value in ('restored', 'closed')
                    then occurred_at
                end
            ) as stopped_at,
            max(
                case
                    when field = 'status' and value = 'restored'
                    then occurred_at
                end
            ) as restored_at,
            min(
                case
                    when field = 'status' and value = 'closed' then occurred_at
                end
            ) as closed_at,
            max(
                case when field in ('priority', 'kind') then 1 else 0 end
            ) as reclassified,
            max(
                case
                    when field = 'exclusion'
                    then 1
                    when
                        field = 'status'
                        and value in ('new', 'awaiting_customer', 'cancelled')
                    then 1
                    else 0
                end
            ) as turned
        from events
        group by ticket_id
    )

select *
from traits
