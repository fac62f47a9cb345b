-- metrics
select label, figure,
from
    (
        unpivot (
            select
                format(
                    '{:,}',
                    count(distinct customer_id) filter (where decided > 0)
                ) as "Customers with a verdict",
                format(
                    '{:,}', cast(sum(met + breached) as bigint)
                ) as "Clocks decided",
                format(
                    '{:,} of {:,}',
                    cast(sum(met) filter (where metric = 'response') as bigint),
                    cast(
                        sum(met + breached) filter (
                            where metric = 'response'
                        ) as bigint
                    )
                ) as "Response met",
                format(
                    '{:,} of {:,}',
                    cast(
                        sum(met) filter (where metric = 'restoration') as bigint
                    ),
                    cast(
                        sum(met + breached) filter (
                            where metric = 'restoration'
                        ) as bigint
                    )
                ) as "Restoration met",
                format('{:,}', cast(sum(breached) as bigint)) as "Missed",
            from sla_attainment
            where month = $month
        )
        on columns(*) into name label value figure
    ) as metrics
;

-- said
select
    format(
        '{} clocks missed, of {} customers',
        count(*),
        count(distinct customer_id)
    ) as missed,
from sla_clocks
where month = $month and outcome = 'breached'
;

-- table: most missed P1 first
select
    customers.name as "Customer",
    count(*) filter (
        where outcome = 'breached' and priority = 'P1'
    ) as "Missed P1",
    count(*) filter (
        where outcome = 'breached' and priority = 'P2'
    ) as "Missed P2",
    count(*) filter (where outcome = 'breached') as "Missed",
    concat(count(*) filter (where outcome = 'met'), ' of ', count(*)) as "Met",
    (
        select count(*)
        from findings
        where
            findings.customer_id = clocks.customer_id
            and findings.month = $month
            and findings.severity = 'major'
    ) as "Major findings",
from sla_clocks as clocks
inner join customers on clocks.customer_id = customers.customer_id
where clocks.month = $month and clocks.outcome in ('met', 'breached')
group by clocks.customer_id, customers.name
having count(*) filter (where outcome = 'breached') > 0
order by
    "Missed P1" desc,
    "Missed P2" desc,
    sum(- remaining_seconds) filter (where outcome = 'breached') desc,
    clocks.customer_id
limit 50
;

-- table: By clock and month
select
    metric as "Clock",
    strftime(month, '%B %Y') as "Month",
    format(
        '{:,} of {:,}', cast(sum(met) as bigint), cast(sum(decided) as bigint)
    ) as "Met",
from sla_attainment
where month > $month - interval 24 months and month <= $month
group by metric, month
having sum(decided) > 0
order by sla_attainment.month desc, metric
;

-- table: the gravest first
select
    severity as "Severity",
    rule_id as "Rule",
    count(*) as "Findings",
    count(distinct customer_id) as "Customers",
from findings
where month = $month
group by severity, rule_id
order by
    array_position(['major', 'minor', 'note'], severity), count(*) desc, rule_id
;

-- table: exits?, the latest first
select
    customers.name as "Customer",
    exits.exit_id as "Exit",
    exits.late_steps as "Late steps",
from exits
inner join customers on exits.customer_id = customers.customer_id
where exits.stage <> 'closed'
order by exits.requested_on desc, exits.exit_id
