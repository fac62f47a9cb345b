with
    tickets as (
        select *
        from {{ ref("stg_tickets") }}
        where requested_priority is not null and kind <> 'problem'
    ),

    ticket_days as (select * from {{ ref("int_ticket_days") }}),

    asked as (
        select
            ticket_days.customer_id,
            {{ month_of("ticket_days.opened_on") }} as month,
            tickets.requested_priority,
            tickets.priority as validated_priority
        from tickets
        inner join ticket_days on tickets.ticket_id = ticket_days.ticket_id
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
