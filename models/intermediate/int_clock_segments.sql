with
    clocks as (select * from {{ ref("int_clocks") }}),

    totals as (select * from {{ ref("int_clock_totals") }}),

    spells as (select * from {{ ref("int_ticket_spells") }}),

    -- All end at the stop, else at as_of.
    lived as (
        select
            clocks.*,
            coalesce(totals.active_number, 0) as active_number,
            coalesce(clocks.stopped_epoch, {{ as_of_epoch() }}) as ended_epoch
        from clocks
        left join totals on clocks.ticket_id = totals.ticket_id
    ),

    segments as (
        select
            lived.ticket_id,
            lived.metric,
            lived.calendar,
            lived.calendar_id,
            spells.status,
            spells.recorded_priority,
            spells.priority,
            {{ segment_state() }} as state,
            spells.from_epoch,
            least(spells.until_epoch, lived.ended_epoch) as until_epoch
        from lived
        inner join
            spells
            on lived.ticket_id = spells.ticket_id
            and (
                spells.from_epoch < least(spells.until_epoch, lived.ended_epoch)
                or spells.event_number = 0
                and lived.opened_epoch = lived.ended_epoch
            )
    )

select *
from segments
