-- One row per reason for which a row was refused, the latest delivery first.
select
    quarantine.delivery_id,
    deliveries.file_name,
    quarantine.row_number,
    quarantine.entity,
    quarantine."column" as column_name,
    quarantine.value,
    quarantine.reason,
    quarantine.record
from quarantine
left join deliveries on quarantine.delivery_id = deliveries.delivery_id
order by
    quarantine.delivery_id desc,
    quarantine.row_number,
    column_name,
    quarantine.reason
