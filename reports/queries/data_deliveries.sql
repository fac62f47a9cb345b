-- One row per file delivered, the latest first.
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
    unknown_columns
from deliveries
order by delivery_id desc
