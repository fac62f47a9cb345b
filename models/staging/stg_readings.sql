with
    recorded as (select * from {{ source("raw", "readings") }}),

    named as (select name, value, default_value, rule_id from recorded)

select *
from named
