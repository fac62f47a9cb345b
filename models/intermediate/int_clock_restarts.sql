{{ config(materialized="view") }}

with
    clocks as (select * from {{ ref("int_read_clocks") }}),

    totals as (select * from {{ ref("int_clock_totals") }}),

    changes as (select * from {{ ref("int_priority_changes") }}),

    steps as (select * from {{ ref("int_clock_steps") }}),

    stopped as (
        select
            clocks.ticket_id,
            clocks.metric,
            case
                when clocks.state <> 'stopped'
                then null
                when clocks.metric = 'response'
                then totals.answer_number
                else totals.restoration_number
            end as stop_number
        from clocks
        left join totals on clocks.ticket_id = totals.ticket_id
    ),

    last_changes as (
        select
            stopped.ticket_id,
            stopped.metric,
            max(changes.event_number) as event_number
        from stopped
        inner join changes on stopped.ticket_id = changes.ticket_id
        where
            stopped.stop_number is null
            or changes.event_number < stopped.stop_number
        group by stopped.ticket_id, stopped.metric
    ),

    -- Every clock runs from its opening: what it entered and left since.
    stepped as (
        select
            last_changes.ticket_id,
            last_changes.metric,
            last_changes.event_number,
            1 - coalesce(cast(sum({{ run_step() }}) as bigint), 0) as running,
            - coalesce(cast(sum({{ rest_step() }}) as bigint), 0) as resting,
            coalesce(
                cast(sum({{ run_step() }} * steps.counted_epoch) as bigint), 0
            ) as run_seconds,
            coalesce(
                cast(sum({{ run_step() }} * steps.open_seconds) as bigint), 0
            ) as run_open_seconds,
            coalesce(
                cast(sum({{ rest_step() }} * steps.counted_epoch) as bigint), 0
            ) as rest_seconds,
            coalesce(
                cast(sum({{ rest_step() }} * steps.open_seconds) as bigint), 0
            ) as rest_open_seconds
        from last_changes
        inner join
            clocks
            on last_changes.ticket_id = clocks.ticket_id
            and last_changes.metric = clocks.metric
        left join
            steps
            on last_changes.ticket_id = steps.ticket_id
            and last_changes.event_number > steps.event_number
        group by
            last_changes.ticket_id,
            last_changes.metric,
            last_changes.event_number
    ),

    restarts as (
        select
            stepped.ticket_id,
            stepped.metric,
            stepped.event_number,
            stepped.running,
            changes.counted_epoch as restart_epoch,
            changes.open_seconds as restart_open_seconds,
            stepped.run_seconds
            + stepped.running * changes.counted_epoch
            - clocks.start_epoch as run_seconds,
            stepped.run_open_seconds
            + stepped.running * changes.open_seconds
            - clocks.start_open_seconds as run_open_seconds,
            stepped.rest_seconds
            + stepped.resting * changes.counted_epoch as rest_seconds,
            stepped.rest_open_seconds
            + stepped.resting * changes.open_seconds as rest_open_seconds
        from stepped
        inner join
            changes
            on stepped.ticket_id = changes.ticket_id
            and stepped.event_number = changes.event_number
        inner join
            clocks
            on stepped.ticket_id = clocks.ticket_id
            and stepped.metric = clocks.metric
    )

select *
from restarts
