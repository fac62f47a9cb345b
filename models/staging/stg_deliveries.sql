with
    recorded as (select * from {{ source("raw", "deliveries") }}),

    set_aside as (select * from {{ source("raw", "set_aside") }}),

    named as (
        select
            recorded.delivery_id,
            recorded.file_name,
            recorded.sha256,
            recorded.entity,
            recorded.mapping,
            coalesce(
                split_part(recorded.mapping, '@', 1), 'data contract'
            ) as source,
            recorded.has_response_history,
            recorded.has_restoration_history,
            recorded.received_at,
            recorded.exported_at,
            recorded.rows_read,
            recorded.rows_loaded,
            recorded.rows_quarantined,
            recorded.rows_known,
            recorded.unknown_columns,
            set_aside.set_aside_at,
            set_aside.replaced_by
        from recorded
        left join set_aside on recorded.delivery_id = set_aside.delivery_id
    )

select *
from named
