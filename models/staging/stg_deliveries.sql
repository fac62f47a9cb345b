with
    recorded as (select * from {{ source("raw", "deliveries") }}),

    named as (
        select
            delivery_id,
            file_name,
            sha256,
            entity,
            mapping,
            has_status_history,
            received_at,
            rows_read,
            rows_loaded,
            rows_quarantined,
            rows_known,
            unknown_columns
        from recorded
    )

select *
from named
