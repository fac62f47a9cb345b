with
    in_force as (select * from {{ ref("int_agreements_in_force") }}),

    -- Between two agreements and after the last the terms go on; before the
    -- first they are those of the first to come.
    followed as (
        select
            *,
            row_number() over (
                partition by customer_id order by from_epoch
            ) as place,
            lead(from_epoch) over (
                partition by customer_id order by from_epoch
            ) as next_epoch
        from in_force
    ),

    standing as (
        select
            customer_id,
            agreement_id,
            calendar_id,
            time_zone,
            live_epoch,
            from_epoch as in_force_from_epoch,
            until_epoch as in_force_until_epoch,
            case
                when place = 1 then -100000000000 else from_epoch
            end as from_epoch,
            coalesce(next_epoch, 1000000000000) as until_epoch
        from followed
    )

select *
from standing
