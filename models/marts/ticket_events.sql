with
    events as (select * from {{ ref("int_ticket_events") }}),

    counted as (
        select
            ticket_id,
            occurred_at,
            {{ instant("counted_epoch") }} as counted_at,
            field,
            value,
            sequence,
            actor,
            event_number,
            delivery_id,
            row_number
        from events
    )

select *
from counted
