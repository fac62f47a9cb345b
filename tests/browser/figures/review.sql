-- metrics
select label, figure,
from
    (
        select
            1 as place,
            concat(upper(metric[1]), metric[2:], ' within target') as label,
            concat(
                sum(met),
                if(
                    sum(not_measurable) > 0,
                    concat(' to ', sum(met + not_measurable)),
                    ''
                ),
                ' of ',
                sum(met + breached + not_measurable)
            ) as figure,
        from sla_attainment
        where customer_id = $customer and month = $month
        group by metric
        union all
        select
            2 as place,
            if(kind = 'standard', 'Standard', 'Non-standard')
            || ' requests' as label,
            if(
                quota_units is null,
                concat(used_units, ' units, not limited'),
                concat(used_units, ' of ', quota_units + top_up_units, ' units')
            ) as figure,
        from contract_years
        where
            customer_id = $customer
            and starts_on <= $month
            and ends_on >= last_day($month)
        union all
        select
            3 as place,
            'Production was up' as label,
            concat(
                if(rests_on_bounds, 'At least ', ''),
                rtrim(rtrim(format('{:.3f}', 100 * availability), '0'), '.'),
                ' %'
            ) as figure,
        from availability
        where customer_id = $customer and month = $month
    ) as metrics
order by place, label <> 'Response within target', label desc
;

-- said
select
    concat(
        (
            select count(*)
            from sla_clocks
            where
                customer_id = $customer
                and month = $month
                and outcome = 'breached'
        ),
        ' missed clocks, furthest past the target first'
    ) as missed,
    (
        select concat(sum(opened), ' tickets were opened')
        from demand
        where customer_id = $customer and month = $month
    ) as opened,
    (
        select
            concat(
                sum(restored),
                ' were restored or fulfilled, and ',
                sum(backlog),
                ' were still open'
            )
        from demand
        where customer_id = $customer and month = $month
    ) as restored,
    (
        select
            format(
                'Between {} and {} of {} tickets were restored in time',
                sum(met),
                sum(met + not_measurable),
                sum(decided + not_measurable)
            )
        from sla_attainment
        where
            customer_id = $customer
            and month = $month
            and metric = 'restoration'
        having sum(not_measurable) > 0
    ) as restored_in_time,
    (
        select concat(count(*), ' findings of ')
        from findings
        where customer_id = $customer and month = $month
    ) as broken,
    (
        select concat(count(*), ' changes planned')
        from planned_changes
        where customer_id = $customer
        having count(*) > 0
    ) as planned,
;

-- table: furthest past the target first
select
    clocks.ticket_id as "Ticket",
    clocks.priority as "Priority",
    tickets.summary as "Summary",
from sla_clocks as clocks
inner join tickets on clocks.ticket_id = tickets.ticket_id
where
    clocks.customer_id = $customer
    and clocks.month = $month
    and clocks.outcome = 'breached'
order by clocks.remaining_seconds, clocks.ticket_id, clocks.metric
;

-- table if any: the most urgent first
select ticket_id as "Ticket", priority as "Priority",
from sla_clocks
where customer_id = $customer and month = $month and outcome = 'not_measurable'
order by priority, elapsed_seconds - target_seconds desc, ticket_id, metric
;

-- table: with a verdict in the month
select
    clocks.ticket_id as "Ticket",
    clocks.priority as "Priority",
    tickets.summary as "Summary",
from sla_clocks as clocks
inner join tickets on clocks.ticket_id = tickets.ticket_id
where
    clocks.customer_id = $customer
    and clocks.metric = 'restoration'
    and clocks.kind = 'incident'
    and clocks.priority in ('P1', 'P2')
    and clocks.ticket_id in (
        select ticket_id
        from sla_clocks
        where customer_id = $customer and month = $month
    )
order by clocks.priority, clocks.started_at, clocks.ticket_id
;

-- table: by kind, environment and category
select
    dimension as "By",
    sum(opened) as "Opened",
    sum(restored) as "Restored",
    sum(cancelled) as "Cancelled",
    sum(backlog) as "Open at the end",
from
    (
        unpivot (
            select
                kind as "Kind",
                environment as "Environment",
                coalesce(category, '') as "Category",
                opened,
                restored,
                cancelled,
                backlog,
            from demand
            where customer_id = $customer and month = $month
        )
        on "Kind",
        "Environment",
        "Category" into name dimension value group_name
    ) as groups
group by dimension, group_name
order by
    array_position(['Kind', 'Environment', 'Category'], dimension),
    sum(opened) desc,
    sum(backlog) desc,
    group_name
;

-- table: changes that began in the month
select
    change_id as "Change",
    concat(type, ', ', replace(environment, '_', '-')) as "Type",
    incidents_caused as "Incidents caused",
from changes
where
    customer_id = $customer
    and month = $month
    and started_at is not null
    and outcome is distinct from 'cancelled'
order by started_at, change_id
;

-- table: ^By month, the latest first; hours
select
    strftime(month, '%B %Y') as "Month",
    concat(
        if(rests_on_bounds, 'at most ', ''),
        format(
            '{}:{:02d}:{:02d}',
            divide(downtime_seconds, 3600),
            divide(downtime_seconds % 3600, 60),
            downtime_seconds % 60
        )
    ) as "Down",
    outages as "Outages",
from availability
where
    customer_id = $customer
    and month > $month - interval 12 months
    and month <= $month
order by availability.month desc
;

-- table: by rule
select
    rule_id as "Rule",
    title as "About",
    severity as "Severity",
    count(*) as "Findings",
from findings
where customer_id = $customer and month = $month
group by rule_id, title, severity
order by count(*) desc, rule_id, severity
