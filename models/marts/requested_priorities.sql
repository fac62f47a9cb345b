with
    asked as (
        select
            customer_id,
            opened_month as month,
            requested_priority,
            recorded_priority as validated_priority
        from {{ ref("int_known_tickets") }}
        where requested_priority is not null
    ),

    counted as (
        select
            customer_id,
            month,
            count(*) as requested,
            cast(
                sum(
                    cast(validated_priority = requested_priority as int)
                ) as bigint
            ) as as_requested,
            cast(
                sum(
                    cast(validated_priority < requested_priority as int)
                ) as bigint
            ) as validated_higher,
            cast(
                sum(
                    cast(validated_priority > requested_priority as int)
                ) as bigint
            ) as validated_lower
        from asked
        group by customer_id, month
    ),

    shared as (
        select
            customer_id,
            month,
            requested,
            as_requested,
            validated_higher,
            validated_lower,
            cast(validated_higher + validated_lower as double)
            / nullif(requested, 0) as share_different
        from counted
    )

select *
from shared
