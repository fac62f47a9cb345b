{# Days of the quarter under test, and of the year before it. #}
{% set recent_days = 91 %}
{% set past_days = 365 %}

with
    terms as (
        select *
        from {{ ref("int_standing_terms") }}
        where
            from_epoch <= {{ as_of_epoch() }}
            and until_epoch > {{ as_of_epoch() }}
    ),

    in_force as (
        select customer_id, min(from_epoch) as first_epoch
        from {{ ref("int_agreements_in_force") }}
        group by customer_id
    ),

    tickets as (
        select
            customer_id,
            category,
            {{ as_of_epoch() }}
            - {{ epoch_seconds("opened_at") }} as age_seconds
        from {{ ref("stg_tickets") }}
        where
            kind = 'incident'
            and category is not null
            and opened_at <= {{ as_of() }}
    ),

    -- A burst of one day says that much once.
    days as (
        select distinct
            customer_id,
            category,
            {{ whole_division("age_seconds", "86400") }} as days_ago
        from tickets
        where age_seconds < {{ (recent_days + past_days) * 86400 }}
    ),

    counted as (
        select
            days.customer_id,
            days.category,
            count(
                case when days.days_ago < {{ recent_days }} then 1 end
            ) as recent_days,
            count(
                case when days.days_ago >= {{ recent_days }} then 1 end
            ) as past_days
        from days
        group by days.customer_id, days.category
    ),

    -- Only where the whole year before is known can it be compared with.
    compared as (
        select
            counted.*,
            2 * (
                sqrt(
                    {{ fraction("counted.recent_days") }}
                    + {{ fraction("0.375") }}
                ) - sqrt(
                    (
                        {{ fraction("counted.past_days") }}
                        + {{ fraction("0.375") }}
                    )
                    * {{ recent_days }}
                    / {{ past_days }}
                )
            )
            / sqrt(
                {{ fraction("1") }}
                + {{ fraction(recent_days) }} / {{ past_days }}
            ) as deviation
        from counted
        inner join terms on counted.customer_id = terms.customer_id
        inner join in_force on counted.customer_id = in_force.customer_id
        where
            in_force.first_epoch
            <= {{ as_of_epoch() }} - {{ (recent_days + past_days) * 86400 }}
    ),

    returned as (
        select
            customer_id,
            category,
            recent_days,
            past_days,
            round(deviation, 4) as deviation,
            -- One in a thousand for a count that only chance moves.
            deviation > 3.09 and recent_days >= 5 as is_recurring
        from compared
    )

select *
from returned
