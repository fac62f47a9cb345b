-- One row per entity and source, in the order of the data contract.
select
    freshness.entity,
    freshness.mapping,
    freshness.deliveries,
    freshness.last_delivery_id,
    deliveries.file_name as last_file_name,
    freshness.last_received_at,
    freshness.rows_in_force,
    freshness.latest_at,
    freshness.behind_seconds
from freshness
left join deliveries on freshness.last_delivery_id = deliveries.delivery_id
order by freshness.place, freshness.mapping nulls first
