-- metrics
select label, figure,
from
    (
        unpivot (
            select
                format(
                    '{:,}',
                    count(distinct customer_id) filter (
                        where decided + not_measurable > 0
                    )
                ) as "Customers with a verdict",
                format(
                    '{:,}', cast(sum(met + breached) as bigint)
                ) as "Clocks decided",
                format(
                    '{:,}{} of {:,}',
                    cast(sum(met) filter (where metric = 'response') as bigint),
                    if(
                        sum(not_measurable) filter (where metric = 'response')
                        > 0,
                        format(
                            ' to {:,}',
                            cast(
                                sum(met + not_measurable) filter (
                                    where metric = 'response'
                                ) as bigint
                            )
                        ),
                        ''
                    ),
                    cast(
                        sum(met + breached + not_measurable) filter (
                            where metric = 'response'
                        ) as bigint
                    )
                ) as "Response met",
                format(
                    '{:,}{} of {:,}',
                    cast(
                        sum(met) filter (where metric = 'restoration') as bigint
                    ),
                    if(
                        sum(not_measurable) filter (
                            where metric = 'restoration'
                        )
                        > 0,
                        format(
                            ' to {:,}',
                            cast(
                                sum(met + not_measurable) filter (
                                    where metric = 'restoration'
                                ) as bigint
                            )
                        ),
                        ''
                    ),
                    cast(
                        sum(met + breached + not_measurable) filter (
                            where metric = 'restoration'
                        ) as bigint
                    )
                ) as "Restoration met",
                concat(
                    format('{:,}', cast(sum(breached) as bigint)),
                    if(
                        sum(not_measurable) > 0,
                        format(
                            ' to {:,}',
                            cast(sum(breached + not_measurable) as bigint)
                        ),
                        ''
                    )
                ) as "Missed",
            from sla_attainment
            where month = $month
        )
        on columns(*) into name label value figure
    ) as metrics
;

-- said
select
    format(
        '{} clocks missed, of {} customer{}',
        count(*),
        count(distinct customer_id),
        if(count(distinct customer_id) = 1, '', 's')
    ) as missed,
from sla_clocks
where month = $month and outcome = 'breached'
;

-- table: most missed P1 first
with
    counted as (
        select
            customers.name,
            clocks.customer_id,
            count(*) filter (
                where outcome = 'breached' and priority = 'P1'
            ) as missed_p1,
            count(*) filter (
                where outcome = 'breached' and priority = 'P2'
            ) as missed_p2,
            count(*) filter (where outcome = 'breached') as missed,
            count(*) filter (where outcome = 'met') as met,
            count(*) as clocks,
            count(*) filter (
                where outcome = 'not_measurable' and priority = 'P1'
            ) as hidden_p1,
            count(*) filter (
                where outcome = 'not_measurable' and priority = 'P2'
            ) as hidden_p2,
            count(*) filter (where outcome = 'not_measurable') as hidden,
            coalesce(
                sum(- remaining_seconds) filter (where outcome = 'breached'), 0
            ) as late_seconds,
        from sla_clocks as clocks
        inner join customers on clocks.customer_id = customers.customer_id
        where
            clocks.month = $month
            and clocks.outcome in ('met', 'breached', 'not_measurable')
        group by clocks.customer_id, customers.name
        having missed + hidden > 0
    )

select
    name as "Customer",
    concat(
        missed_p1, if(hidden_p1 > 0, concat(' to ', missed_p1 + hidden_p1), '')
    ) as "Missed P1",
    concat(
        missed_p2, if(hidden_p2 > 0, concat(' to ', missed_p2 + hidden_p2), '')
    ) as "Missed P2",
    concat(
        missed, if(hidden > 0, concat(' to ', missed + hidden), '')
    ) as "Missed",
    concat(
        met, if(hidden > 0, concat(' to ', met + hidden), ''), ' of ', clocks
    ) as "Met",
    (
        select count(*)
        from findings
        where
            findings.customer_id = counted.customer_id
            and findings.month = $month
            and findings.severity = 'major'
    ) as "Major findings",
from counted
order by
    missed_p1 desc,
    missed_p2 desc,
    late_seconds desc,
    hidden_p1 desc,
    hidden_p2 desc,
    hidden desc,
    counted.customer_id
limit 50
;

-- table: By clock and month
select
    metric as "Clock",
    strftime(month, '%B %Y') as "Month",
    format(
        '{:,}{} of {:,}',
        cast(sum(met) as bigint),
        if(
            sum(not_measurable) > 0,
            format(' to {:,}', cast(sum(met + not_measurable) as bigint)),
            ''
        ),
        cast(sum(decided + not_measurable) as bigint)
    ) as "Met",
from sla_attainment
where month > $month - interval 24 months and month <= $month
group by metric, month
having sum(decided + not_measurable) > 0
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
