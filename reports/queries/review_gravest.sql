-- One row per finding of a customer's month, the gravest first, of each rule
-- one.
with
    ranked as (
        select
            *,
            row_number() over (
                partition by rule_id
                order by
                    severity = 'major' desc,
                    severity = 'minor' desc,
                    occurred_at,
                    entity_id,
                    part
            ) as place,
            count(*) over (partition by rule_id) as findings,
        from findings
        where customer_id = $customer_id and month = $month
    )

select
    rule_id,
    coalesce(title, rule_id) as title,
    severity,
    entity_id,
    entity in ('tickets', 'ticket_events') as is_ticket,
    message,
    findings,
from ranked
where place = 1
order by
    severity = 'major' desc, severity = 'minor' desc, findings desc, rule_id
limit 3
