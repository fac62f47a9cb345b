-- One row per instant after the receipt of its delivery, the latest first.
select
    instants_ahead.delivery_id,
    instants_ahead.file_name,
    instants_ahead.row_number,
    instants_ahead.entity,
    instants_ahead.column_name,
    instants_ahead.value,
    instants_ahead.received_at
from instants_ahead
order by
    instants_ahead.value desc,
    instants_ahead.delivery_id,
    instants_ahead.row_number,
    instants_ahead.entity,
    instants_ahead.column_name
