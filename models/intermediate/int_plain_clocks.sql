{{ config(materialized="view", tags=["moving"]) }}

-- A ticket that nothing happened to but an answer, one wait for the customer
-- and an end: its clocks ran from its opening to each, but for the wait.
with
    openings as (
        select *
        from {{ ref("int_ticket_openings") }}
        where not is_followed and recorded_kind <> 'problem'
    ),

    readings as (select * from {{ ref("int_calendar_readings") }}),

    calendar_days as (select * from {{ ref("stg_calendar_days") }}),

    both_clocks as (
        select
            openings.*,
            'response' as metric,
            openings.has_response_history as has_history,
            openings.answered_epoch as ended_epoch,
            cast(null as bigint) as first_rest_epoch,
            cast(null as bigint) as rest_end_epoch
        from openings
        union all
        select
            openings.*,
            'restoration' as metric,
            openings.has_restoration_history as has_history,
            openings.stopped_epoch as ended_epoch,
            openings.rested_epoch as first_rest_epoch,
            coalesce(
                openings.resumed_epoch, openings.stopped_epoch
            ) as rest_end_epoch
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
            end as reading_open_seconds,
            {{ open_seconds("both_clocks.first_rest_epoch", "rested_on") }}
            as first_rest_open_seconds,
            case
                when both_clocks.first_rest_epoch is null
                then 0
                else
                    coalesce(both_clocks.rest_end_epoch, {{ as_of_epoch() }})
                    - both_clocks.first_rest_epoch
            end as rest_seconds,
            case
                when both_clocks.rest_end_epoch is null
                then readings.as_of_open_seconds
                else
                    {{
                        open_seconds(
                            "both_clocks.rest_end_epoch", "resumed_on"
                        )
                    }}
            end as rest_end_open_seconds
        from both_clocks
        left join readings on both_clocks.calendar_id = readings.calendar_id
        left join
            calendar_days as ended_on
            on both_clocks.calendar_id = ended_on.calendar_id
            and {{ utc_day("both_clocks.ended_epoch") }} = ended_on.utc_day
        left join
            calendar_days as rested_on
            on both_clocks.calendar_id = rested_on.calendar_id
            and {{ utc_day("both_clocks.first_rest_epoch") }}
            = rested_on.utc_day
        left join
            calendar_days as resumed_on
            on both_clocks.calendar_id = resumed_on.calendar_id
            and {{ utc_day("both_clocks.rest_end_epoch") }} = resumed_on.utc_day
    ),

    rested as (
        select
            *,
            case
                when first_rest_epoch is null
                then 0
                else rest_end_open_seconds - first_rest_open_seconds
            end as rest_open_seconds,
            first_rest_epoch is not null
            and resumed_epoch is null as ends_at_rest
        from read_clocks
    ),

    run as (
        select
            *,
            reading_epoch - opened_epoch - rest_seconds as run_seconds,
            reading_open_seconds
            - opened_open_seconds
            - rest_open_seconds as run_open_seconds
        from rested
    ),

    clocks as (
        select
            ticket_id,
            metric,
            false as is_followed,
            false as is_by_day,
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
            opened_epoch,
            opened_epoch as start_epoch,
            opened_open_seconds as start_open_seconds,
            ended_epoch as stopped_epoch,
            case
                when ended_epoch is not null
                then 'stopped'
                when ends_at_rest
                then 'resting'
                else 'running'
            end as state,
            cast(
                case
                    when first_rest_epoch is null or ends_at_rest then 1 else 2
                end as bigint
            ) as runs,
            reading_epoch,
            reading_open_seconds,
            run_seconds,
            run_open_seconds,
            -- What rests are hidden may be less, nobody knows by how much.
            case when has_history then run_seconds end as least_run_seconds,
            case
                when has_history then run_open_seconds
            end as least_run_open_seconds,
            cast(rest_seconds as bigint) as rest_seconds,
            cast(rest_open_seconds as bigint) as rest_open_seconds,
            first_rest_epoch,
            first_rest_open_seconds,
            cast(0 as bigint) as reopenings,
            case
                when agreement_id is null then 'no_agreement'
            end as excluded_reason
        from run
    )

select *
from clocks
