{{ config(materialized="view") }}

with
    followed_clocks as (select * from {{ ref("int_followed_clocks") }}),

    plain_clocks as (select * from {{ ref("int_plain_clocks") }}),

    {% set columns %}
        ticket_id,
        metric,
        is_followed,
        is_by_day,
        customer_id,
        kind,
        environment,
        recorded_priority,
        priority,
        agreement_id,
        calendar_id,
        time_zone,
        opened_epoch,
        start_epoch,
        start_open_seconds,
        stopped_epoch,
        state,
        runs,
        reading_epoch,
        reading_open_seconds,
        run_seconds,
        run_open_seconds,
        least_run_seconds,
        least_run_open_seconds,
        rest_seconds,
        rest_open_seconds,
        first_rest_epoch,
        first_rest_open_seconds,
        reopenings,
        excluded_reason
    {% endset %}

    both_clocks as (
        select {{ columns }}
        from followed_clocks
        union all
        select {{ columns }}
        from plain_clocks
    )

select *
from both_clocks
