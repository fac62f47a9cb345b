with
    changes as (select * from {{ ref("changes") }}),

    counted as (
        select
            customer_id,
            month,
            type,
            count(*) as changes,
            count(case when outcome = 'successful' then 1 end) as successful,
            count(case when outcome = 'rolled_back' then 1 end) as rolled_back,
            count(case when outcome = 'failed' then 1 end) as failed,
            count(case when outcome = 'cancelled' then 1 end) as cancelled,
            count(case when outcome is null then 1 end) as not_ended,
            count(case when on_time then 1 end) as on_time,
            count(case when not on_time then 1 end) as not_on_time,
            cast(sum(incidents_caused) as bigint) as incidents_caused
        from changes
        group by customer_id, month, type
    ),

    rated as (
        select
            customer_id,
            month,
            type,
            changes,
            successful,
            rolled_back,
            failed,
            cancelled,
            not_ended,
            on_time,
            not_on_time,
            incidents_caused,
            {{ fraction("successful") }}
            / nullif(successful + rolled_back + failed, 0) as success_rate
        from counted
    )

select *
from rated
