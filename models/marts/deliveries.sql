with
    deliveries as (select * from {{ ref("stg_deliveries") }}),

    listed as (
        select
            delivery_id,
            file_name,
            sha256,
            entity,
            received_at,
            rows_read,
            rows_loaded,
            rows_quarantined,
            rows_known,
            mapping,
            has_status_history,
            unknown_columns
        from deliveries
    )

select *
from listed
