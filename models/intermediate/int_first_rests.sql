with
    clocks as (
        select *
        from {{ ref("int_clocks") }}
        where is_followed and metric = 'restoration'
    ),

    steps as (
        select * from {{ ref("int_clock_steps") }} where state = 'resting'
    ),

    numbered as (
        select
            ticket_id,
            counted_epoch,
            open_seconds,
            row_number() over (
                partition by ticket_id order by event_number
            ) as rest_number
        from steps
    ),

    -- What had run when the ticket first waited for its customer.
    rests as (
        select
            clocks.ticket_id,
            clocks.metric,
            greatest(
                {{
                    by_calendar(
                        "numbered.counted_epoch", "numbered.open_seconds"
                    )
                }} - clocks.start_count, 0
            ) as elapsed_seconds
        from clocks
        inner join numbered on clocks.ticket_id = numbered.ticket_id
        where numbered.rest_number = 1
    )

select *
from rests
