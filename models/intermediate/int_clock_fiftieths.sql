{{ config(materialized="view") }}

with
    clocks as (
        select *
        from {{ ref("sla_clocks") }}
        where
            target_seconds > 0
            and outcome <> 'not_measurable'
            -- What was excluded ended by other laws; a cancelled ticket's
            -- restoration ended unmissed, its response ran on unmeant (CLK-2).
            and (
                excluded_reason is null
                or excluded_reason = 'cancelled'
                and metric = 'restoration'
            )
    ),

    ended as (
        select
            ticket_id,
            metric,
            kind,
            priority,
            customer_id,
            target_seconds,
            first_rest_seconds,
            case
                when outcome in ('running', 'paused')
                then 'cut_off'
                when elapsed_seconds > target_seconds
                then 'past'
                else 'ended'
            end as fate,
            least(
                {{ whole_division("50 * elapsed_seconds", "target_seconds") }},
                -- On the very second of the target: in its last fiftieth.
                case when elapsed_seconds > target_seconds then 50 else 49 end
            ) as last_fiftieth
        from clocks
    ),

    -- Every clock from its start; and, apart, those that waited for their
    -- customer, from then on: they end otherwise than the rest.
    watched as (
        select
            ticket_id,
            metric,
            kind,
            priority,
            customer_id,
            target_seconds,
            fate,
            last_fiftieth,
            false as has_rested,
            0 as first_fiftieth
        from ended
        union all
        select
            ticket_id,
            metric,
            kind,
            priority,
            customer_id,
            target_seconds,
            fate,
            last_fiftieth,
            true as has_rested,
            least(
                {{
                    whole_division(
                        "50 * first_rest_seconds",
                        "target_seconds",
                    )
                }},
                last_fiftieth
            ) as first_fiftieth
        from ended
        where first_rest_seconds is not null
    )

select *
from watched
