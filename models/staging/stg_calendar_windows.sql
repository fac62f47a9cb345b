with
    recorded as (select * from {{ source("raw", "calendar_windows") }}),

    named as (
        select calendar_id, bucket, opens_epoch, seconds_before, seconds_after
        from recorded
    )

select *
from named
