{{ config(materialized="view") }}

{# What stood still until it was taken back counts under one reading alone. #}
{% set is_asked = "true" if var("reopening") == "elapse" else "false" %}

with
    events as (
        select
            ticket_id,
            event_number,
            case
                when field = 'status' then value else status_before
            end as status
        from {{ ref("int_told_events") }}
        where field in ('status', 'response') and {{ is_asked }}
    ),

    activity as (
        select ticket_id, max(event_number) as active_number
        from events
        where {{ clock_state("status") }} <> 'standing'
        group by ticket_id
    )

select *
from activity
