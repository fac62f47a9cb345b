-- One row per file delivered, the latest first: what its source shows of the
-- tickets that it brings, and whether it still counts.
select
    delivery_id,
    received_at,
    file_name,
    entity,
    mapping,
    rows_read,
    rows_loaded,
    rows_quarantined,
    rows_known,
    rows_loaded + rows_quarantined + rows_known = rows_read as adds_up,
    source,
    case
        when entity not like '%ticket%'
        then null
        when has_response_history and has_restoration_history
        then 'both'
        when has_response_history
        then 'response'
        when has_restoration_history
        then 'restoration'
        else 'neither'
    end as history,
    exported_at,
    set_aside_at,
    replaced_by,
    unknown_columns
from deliveries
order by delivery_id desc
