{{ config(materialized="view", tags=["moving"]) }}

with
    openings as (
        select * from {{ ref("int_followed_tickets") }} where is_by_day
    ),

    clocks as (
        select *
        from
            {{
                ref(
                    "int_restarted_clocks"
                    if var("reclassified") == "restarts"
                    else "int_read_clocks"
                )
            }}
    ),

    steps as (select * from {{ ref("int_day_steps") }}),

    totals as (select * from {{ ref("int_clock_totals") }}),

    -- Where a clock started again (`reclassified` is `restarts`).
    restarts as (
        {% if var("reclassified") == "restarts" %}
            select ticket_id, metric, event_number, running, restart_epoch
            from {{ ref("int_clock_restarts") }}
        {% else %}
            select
                ticket_id,
                metric,
                0 as event_number,
                1 as running,
                cast(null as bigint) as restart_epoch
            from clocks
        {% endif %}
    ),

    starts as (
        select
            clocks.ticket_id,
            clocks.metric,
            clocks.kind,
            clocks.stopped_epoch,
            openings.calendar_id,
            totals.answer_number,
            coalesce(restarts.event_number, 0) as event_number,
            - coalesce(restarts.running, 1) as run_step,
            coalesce(
                restarts.restart_epoch, openings.opened_epoch
            ) as earliest_epoch,
            coalesce(
                restarts.restart_epoch, openings.latest_opened_epoch
            ) as latest_epoch
        from clocks
        inner join openings on clocks.ticket_id = openings.ticket_id
        left join totals on clocks.ticket_id = totals.ticket_id
        left join
            restarts
            on clocks.ticket_id = restarts.ticket_id
            and clocks.metric = restarts.metric
    ),

    stepped as (
        select
            ticket_id,
            metric,
            stopped_epoch,
            calendar_id,
            event_number,
            run_step,
            earliest_epoch,
            latest_epoch
        from starts
        where run_step <> 0
        union all
        select
            clocks.ticket_id,
            clocks.metric,
            clocks.stopped_epoch,
            clocks.calendar_id,
            steps.event_number,
            {{ run_step() }} as run_step,
            greatest(
                steps.earliest_epoch, clocks.earliest_epoch
            ) as earliest_epoch,
            steps.latest_epoch
        from starts as clocks
        inner join
            steps
            on clocks.ticket_id = steps.ticket_id
            and clocks.event_number < steps.event_number
            and (
                clocks.metric = 'restoration'
                or steps.event_number
                < coalesce(clocks.answer_number, steps.event_number + 1)
            )
        where {{ run_step() }} <> 0
    ),

    answers as (
        select ticket_id, min(earliest_alone_epoch) as earliest_epoch
        from steps
        where is_answer
        group by ticket_id
    ),

    -- What runs to the end of what is known, or to its answer.
    ended as (
        select
            stepped.ticket_id,
            stepped.metric,
            max(stepped.calendar_id) as calendar_id,
            max(stepped.event_number) + 1 as event_number,
            1 as run_step,
            case
                when max(stepped.stopped_epoch) is null
                then {{ as_of_epoch() }}
                else max(answers.earliest_epoch)
            end as earliest_epoch,
            coalesce(
                max(stepped.stopped_epoch), {{ as_of_epoch() }}
            ) as latest_epoch
        from stepped
        left join answers on stepped.ticket_id = answers.ticket_id
        group by stepped.ticket_id, stepped.metric
        having sum(stepped.run_step) = -1
    ),

    moves as (
        select
            ticket_id,
            metric,
            calendar_id,
            event_number,
            run_step,
            earliest_epoch,
            latest_epoch
        from stepped
        union all
        select
            ticket_id,
            metric,
            calendar_id,
            event_number,
            run_step,
            earliest_epoch,
            latest_epoch
        from ended
    )

select *
from moves
