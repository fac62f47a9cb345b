-- One row: all that was delivered.
with
    delivered as (
        select
            count(*) as deliveries,
            max(received_at) as last_received_at,
            coalesce(sum(rows_read), 0)::bigint as rows_read,
            coalesce(sum(rows_loaded), 0)::bigint as rows_loaded,
            coalesce(sum(rows_quarantined), 0)::bigint as rows_quarantined,
            coalesce(sum(rows_known), 0)::bigint as rows_known,
        from deliveries
    ),

    chosen as (
        select count(*) filter (where not is_default) as readings_chosen
        from readings
    ),

    unjudged as (
        select
            count(distinct rule_id) as rules_unjudged,
            count(distinct customer_id) as customers_unjudged,
        from unjudged_rules
    )

select *
from delivered
cross join chosen
cross join unjudged
