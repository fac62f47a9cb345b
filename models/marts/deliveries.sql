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
            source,
            has_response_history,
            has_restoration_history,
            exported_at,
            unknown_columns,
            set_aside_at,
            replaced_by
        from deliveries
    )

select *
from listed
