with
    delivered as (select * from {{ ref("stg_planned_requests") }}),

    planned_requests as (
        select
            customer_id,
            kind,
            month as planned_on,
            {{ month_of("month") }} as month,
            units,
            note,
            delivery_id,
            row_number
        from delivered
    )

select *
from planned_requests
