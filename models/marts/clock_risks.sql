{# Fewer clocks that came as far say too little. #}
{% set fewest_clocks = 20 %}

with
    open_clocks as (
        select
            *,
            {{ whole_division("50 * elapsed_seconds", "target_seconds") }}
            as fiftieth,
            metric = 'restoration'
            and (outcome = 'paused' or paused_seconds > 0) as has_rested,
            -- One that hides its rests is never missed for certain.
            coalesce(least_elapsed_seconds = elapsed_seconds, false) as is_known
        from {{ ref("sla_clocks") }}
        where
            outcome in ('running', 'paused')
            and target_seconds > 0
            and elapsed_seconds < target_seconds
    ),

    chances as (select * from {{ ref("int_customer_stop_chances") }}),

    risks as (
        select
            open_clocks.ticket_id,
            open_clocks.customer_id,
            open_clocks.metric,
            open_clocks.kind,
            open_clocks.priority,
            open_clocks.outcome,
            open_clocks.target_seconds,
            open_clocks.elapsed_seconds,
            open_clocks.remaining_seconds,
            open_clocks.due_at,
            -- Not to stop in what is left of this fiftieth, nor in any later.
            case
                when
                    open_clocks.is_known
                    and chances.clocks_at_risk >= {{ fewest_clocks }}
                then
                    exp(
                        chances.log_stay_after
                        + chances.log_stay
                        * (
                            open_clocks.fiftieth
                            + 1
                            - {{ fraction(50) }}
                            * open_clocks.elapsed_seconds
                            / open_clocks.target_seconds
                        )
                    )
            end as chance_of_miss,
            coalesce(
                cast(floor(chances.clocks_at_risk) as bigint), 0
            ) as clocks_as_old
        from open_clocks
        left join
            chances
            on open_clocks.customer_id = chances.customer_id
            and open_clocks.metric = chances.metric
            and open_clocks.kind = chances.kind
            and open_clocks.priority = chances.priority
            and open_clocks.has_rested = chances.has_rested
            and open_clocks.fiftieth = chances.fiftieth
    )

select *
from risks
