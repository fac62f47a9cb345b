-- One row per type of change of a customer, and one of all types (null), for
-- the month asked for and for twelve months up to it: the share that succeeded
-- with Wilson's interval of 95 % as sla_attainment has it, and the incidents
-- caused (CHG-8). Where nothing ended there is no share.
with
    counted as (
        select
            spans.span,
            outcomes.type,
            cast(sum(outcomes.changes) as bigint) as changes,
            cast(sum(outcomes.successful) as bigint) as successful,
            cast(
                sum(
                    outcomes.successful + outcomes.rolled_back + outcomes.failed
                ) as bigint
            ) as ended,
            cast(sum(outcomes.incidents_caused) as bigint) as incidents_caused,
        from (values ('month', 0), ('year', 11)) as spans(span, months_before)
        inner join
            change_outcomes as outcomes
            on outcomes.month
            between cast($month as date)
            - to_months(spans.months_before) and cast($month as date)
        where outcomes.customer_id = $customer_id
        group by grouping sets ((spans.span, outcomes.type), (spans.span))
    ),

    shared as (
        select
            *,
            successful / nullif(ended, 0) as success_rate,
            power(1.959963984540054, 2) / nullif(ended, 0) as spread,
        from counted
    )

select
    span,
    type,
    changes,
    successful,
    ended,
    success_rate,
    case
        when ended > 0
        then
            greatest(
                (
                    success_rate
                    + spread / 2
                    - sqrt(
                        spread
                        * (success_rate * (1 - success_rate) + spread / 4)
                    )
                )
                / (1 + spread),
                0
            )
    end as success_rate_low,
    case
        when ended > 0
        then
            least(
                (
                    success_rate
                    + spread / 2
                    + sqrt(
                        spread
                        * (success_rate * (1 - success_rate) + spread / 4)
                    )
                )
                / (1 + spread),
                1
            )
    end as success_rate_high,
    incidents_caused,
from shared
order by span, type nulls first
