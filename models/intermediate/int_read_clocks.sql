{{ config(materialized="view") }}

with
    response_clocks as (
        select *
        from
            {{
                ref(
                    "int_resting_responses"
                    if var("response_rests") == "yes"
                    else "int_response_clocks"
                )
            }}
    ),

    restoration_clocks as (
        select *
        from
            {{
                ref(
                    "int_unresting_requests"
                    if var("requests_rest") == "no"
                    else "int_restoration_clocks"
                )
            }}
    ),

    both_clocks as (
        select *
        from response_clocks
        union all
        select *
        from restoration_clocks
    ),

    clocks as (
        select
            ticket_id,
            metric,
            kind,
            recorded_priority,
            state,
            start_epoch,
            start_open_seconds,
            stopped_epoch,
            reading_epoch,
            reading_open_seconds,
            run_seconds,
            run_open_seconds,
            rest_seconds,
            rest_open_seconds,
            runs
        from both_clocks
    )

select *
from clocks
