-- PRI-5: grave where too late, and no row of the list is forgotten.
select downgrades.ticket_id, downgrades.metric, downgrades.event_number
from {{ ref("downgrades") }} as downgrades
inner join
    {{ ref("sla_clocks") }} as clocks
    on downgrades.ticket_id = clocks.ticket_id
    and downgrades.metric = clocks.metric
left join
    {{ ref("findings") }} as findings
    on downgrades.ticket_id = findings.entity_id
    and findings.rule_id = 'PRI-5'
    and findings.part = 'event ' || cast(downgrades.event_number as string)
where
    downgrades.is_too_late
    and coalesce(findings.severity, '') <> 'major'
    or downgrades.verdict_before = 'breached'
    and clocks.outcome = 'met'
    and downgrades.verdict_after = 'met'
    and findings.rule_id is null
