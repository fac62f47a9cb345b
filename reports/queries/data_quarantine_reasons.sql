-- One row per reason for which rows were refused and column, most often first.
with
    counted as (
        select
            entity,
            "column" as column_name,
            reason,
            count(*) as reasons,
            max(delivery_id) as last_delivery_id,
        from quarantine
        group by entity, column_name, reason
    )

select
    row_number() over (
        order by reasons desc, entity, column_name, reason
    ) as place,
    *,
from counted
order by place
