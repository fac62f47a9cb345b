select * from {{ ref("sla_clock_stretches") }}
