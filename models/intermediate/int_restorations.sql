with
    steps as (select * from {{ ref("int_clock_steps") }}),

    totals as (select * from {{ ref("int_clock_totals") }}),

    restorations as (
        select
            steps.ticket_id,
            steps.counted_epoch as stopped_epoch,
            steps.open_seconds as stopped_open_seconds,
            steps.kind_before as kind,
            steps.priority_before as recorded_priority
        from totals
        inner join
            steps
            on totals.ticket_id = steps.ticket_id
            and totals.restoration_number = steps.event_number
        -- What ran or rested after it took it back.
        where totals.restoration_number > coalesce(totals.active_number, 0)
    )

select *
from restorations
