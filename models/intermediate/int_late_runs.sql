with
    -- Only a clock that ran more than once can have reached its target before
    -- its last run.
    clocks as (
        select *
        from {{ ref("int_clocks") }}
        where
            is_followed
            and not is_by_day
            and elapsed_seconds >= target_seconds
            and runs > 1
    ),

    steps as (
        select *
        from {{ ref("int_clock_steps") }}
        where run_step <> 0 or rest_step <> 0
    ),

    starts as (
        {% if var("reclassified") == "restarts" %}
            select
                clocks.*,
                coalesce(restarts.event_number, 0) as event_number,
                coalesce(restarts.running, 1) as running
            from clocks
            left join
                {{ ref("int_clock_restarts") }} as restarts
                on clocks.ticket_id = restarts.ticket_id
                and clocks.metric = restarts.metric
        {% else %}select *, 0 as event_number, 1 as running from clocks
        {% endif %}
    ),

    moves as (
        select
            ticket_id,
            metric,
            event_number,
            start_count as move_count,
            - running as run_step
        from starts
        union all
        select
            clocks.ticket_id,
            clocks.metric,
            steps.event_number,
            {{ by_calendar("steps.counted_epoch", "steps.open_seconds") }}
            as move_count,
            {{ run_step() }} as run_step
        from starts as clocks
        inner join
            steps
            on clocks.ticket_id = steps.ticket_id
            and clocks.event_number < steps.event_number
    ),

    summed as (
        select
            ticket_id,
            metric,
            event_number,
            move_count,
            run_step,
            coalesce(
                sum(run_step * move_count) over (
                    partition by ticket_id, metric
                    order by event_number
                    rows between unbounded preceding and 1 preceding
                ),
                0
            ) as elapsed_before
        from moves
    ),

    runs as (
        select
            ticket_id,
            metric,
            move_count - elapsed_before as run_offset,
            lead(elapsed_before) over (
                partition by ticket_id, metric order by event_number
            ) as elapsed_after
        from summed
        where run_step = -1
    ),

    reaching as (
        select
            clocks.ticket_id, clocks.metric, min(runs.run_offset) as run_offset
        from clocks
        inner join
            runs
            on clocks.ticket_id = runs.ticket_id
            and clocks.metric = runs.metric
            and coalesce(runs.elapsed_after, clocks.elapsed_seconds)
            >= clocks.target_seconds
        group by clocks.ticket_id, clocks.metric
    )

select ticket_id, metric, cast(run_offset as bigint) as run_offset
from reaching
