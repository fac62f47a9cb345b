{{ config(materialized="view") }}

with
    clocks as (
        select *
        from {{ ref("sla_clocks") }}
        where
            target_seconds > 0
            -- How far the others came nobody knows (CLK-13, CLK-15).
            and least_elapsed_seconds = elapsed_seconds
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

    watched as (
        select
            ticket_id,
            metric,
            kind,
            priority,
            customer_id,
            fate,
            last_fiftieth,
            case
                when first_rest_seconds is not null
                then
                    least(
                        {{
                            whole_division(
                                "50 * first_rest_seconds",
                                "target_seconds",
                            )
                        }},
                        last_fiftieth
                    )
            end as rest_fiftieth
        from ended
    )

select *
from watched
