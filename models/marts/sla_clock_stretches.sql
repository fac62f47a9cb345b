{{ config(materialized="view") }}

with
    stretches as (
        select *
        from {{ ref("int_day_stretches") }}
        union all
        select *
        from {{ ref("int_standing_stretches") }}
    ),

    numbered as (
        select
            ticket_id,
            metric,
            cast(
                row_number() over (
                    partition by ticket_id, metric order by from_epoch
                ) as bigint
            ) as stretch,
            {{ instant("from_epoch") }} as started_at,
            {{ instant("until_epoch") }} as ended_at,
            status,
            priority,
            state,
            seconds,
            recorded_priority,
            local_date,
            holiday
        from stretches
    )

select *
from numbered
