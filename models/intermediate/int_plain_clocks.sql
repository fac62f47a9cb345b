{{ config(materialized="view") }}

-- A ticket that nothing happened to but an answer and an end: its clocks ran
-- from its opening to each, without a rest.
with
    openings as (
        select *
        from {{ ref("int_ticket_openings") }}
        where not is_followed and recorded_kind <> 'problem'
    ),

    readings as (select * from {{ ref("int_calendar_readings") }}),

    calendar_days as (select * from {{ ref("stg_calendar_days") }}),

    both_clocks as (
        select *, 'response' as metric, answered_epoch as ended_epoch
        from openings
        union all
        select *, 'restoration' as metric, stopped_epoch as ended_epoch
        from openings
    ),

    read_clocks as (
        select
            both_clocks.*,
            coalesce(
                both_clocks.ended_epoch, {{ as_of_epoch() }}
            ) as reading_epoch,
            case
                when both_clocks.ended_epoch is null
                then readings.as_of_open_seconds
                else {{ open_seconds("both_clocks.ended_epoch", "ended_on") }}
            end as reading_open_seconds
        from both_clocks
        left join readings on both_clocks.calendar_id = readings.calendar_id
        left join
            calendar_days as ended_on
            on both_clocks.calendar_id = ended_on.calendar_id
            and {{ utc_day("both_clocks.ended_epoch") }} = ended_on.utc_day
    ),

    clocks as (
        select
            ticket_id,
            metric,
            false as is_followed,
            customer_id,
            recorded_kind as kind,
            environment,
            recorded_priority,
            {{
                judged_priority(
                    "environment", "recorded_kind", "recorded_priority"
                )
            }} as priority,
            agreement_id,
            calendar_id,
            time_zone,
            has_status_history,
            opened_epoch,
            opened_epoch as start_epoch,
            opened_open_seconds as start_open_seconds,
            ended_epoch as stopped_epoch,
            case
                when ended_epoch is null then 'running' else 'stopped'
            end as state,
            cast(1 as bigint) as runs,
            reading_epoch,
            reading_open_seconds,
            reading_epoch - opened_epoch as run_seconds,
            reading_open_seconds - opened_open_seconds as run_open_seconds,
            cast(0 as bigint) as rest_seconds,
            cast(0 as bigint) as rest_open_seconds,
            cast(0 as bigint) as reopenings,
            case
                when agreement_id is null then 'no_agreement'
            end as excluded_reason
        from read_clocks
    )

select *
from clocks
