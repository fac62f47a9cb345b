-- metrics
select label, figure,
from
    (
        unpivot (
            select
                case
                    stage
                    when 'data_gone'
                    then 'Backups to end'
                    when 'closed'
                    then 'Nothing, it is closed'
                    else stage
                end as "Waits for",
                coalesce(
                    concat(days_left, if(days_left = 1, ' day', ' days')),
                    'Not deleted yet'
                ) as "Until the backups end",
                cast(late_steps as varchar) as "Late steps",
            from exits
            where exit_id = $exit
        )
        on columns(*) into name label value figure
    ) as metrics
;

-- said
select
    (
        select concat(count(*), ' exits, those under way first') from exits
    ) as exits,
    (
        select concat(count(*), ' finding')
        from findings
        where entity in ('exits', 'exit_events') and entity_id = $exit
    ) as findings,
;

-- table: those under way first
select
    exits.exit_id as "Exit",
    customers.name as "Customer",
    exits.late_steps as "Late",
    exits.steps_out_of_order as "Out of order",
    coalesce(strftime(exits.gone_by, '%-d %b %Y'), '—') as "All gone by",
from exits
inner join customers on exits.customer_id = customers.customer_id
order by exits.stage = 'closed', exits.requested_on desc, exits.exit_id
;

-- table: Steps in order
select
    title as "Step",
    coalesce(strftime(planned_on, '%-d %b %Y'), '—') as "Planned",
    coalesce(strftime(occurred_on, '%-d %b %Y'), '—') as "Done",
from exit_steps
where exit_id = $exit
order by
    place nulls last,
    array_position(
        ['support_told', 'billing_told', 'account_told', 'cloud_told'], step
    ),
    step
;

-- table: the oldest first
select rule_id as "Rule", severity as "Severity", message as "What is wrong",
from findings
where entity in ('exits', 'exit_events') and entity_id = $exit
order by occurred_at, rule_id, part
