-- metrics
select label, figure,
from
    (
        unpivot (
            select
                format('{:,}', count(*)) as "Files delivered",
                format('{:,}', cast(sum(rows_read) as bigint)) as "Rows read",
                format(
                    '{:,}', cast(sum(rows_quarantined) as bigint)
                ) as "Rows refused",
                (
                    select cast(count(*) as varchar)
                    from readings
                    where not is_default
                ) as "Readings chosen",
                (
                    select cast(count(distinct rule_id) as varchar)
                    from unjudged_rules
                ) as "Rules not judged",
            from deliveries
        )
        on columns(*) into name label value figure
    ) as metrics
;

-- said
select
    format(
        '{:,} read = {:,} loaded + {:,} refused + {:,} known already.',
        cast(sum(rows_read) as bigint),
        cast(sum(rows_loaded) as bigint),
        cast(sum(rows_quarantined) as bigint),
        cast(sum(rows_known) as bigint)
    ) as arithmetic,
from deliveries
;

-- table: By what was delivered and how it was read
select
    replace(entity, '_', ' ') as "What",
    deliveries as "Files",
    format('{:,}', rows_in_force) as "Rows in force",
from freshness
order by place, mapping nulls first
;

-- table: The latest first; times in
select
    delivery_id as "Delivery",
    file_name as "File",
    replace(entity, '_', ' ') as "Brings",
    case
        when entity not like '%ticket%'
        then '—'
        when has_response_history and has_restoration_history
        then 'answers and waits'
        when has_response_history
        then 'answers, no waits'
        when has_restoration_history
        then 'waits, no answers'
        else 'neither answers nor waits'
    end as "Shows",
    case when set_aside_at is null then 'yes' else 'no' end as "Counts",
    format(
        '{:,} read = {:,} loaded + {:,} refused + {:,} known already',
        rows_read,
        rows_loaded,
        rows_quarantined,
        rows_known
    ) as "Rows",
from deliveries
order by delivery_id desc
limit 50
;

-- table if any: what would have to be delivered
select
    unjudged.rule_id as "Rule",
    unjudged.title as "About",
    unjudged.records as "Records not judged",
from unjudged_rules as unjudged
left join customers on unjudged.customer_id = customers.customer_id
order by
    customers.name,
    unjudged.customer_id,
    unjudged.rule_id,
    unjudged.missing_list,
    unjudged.source
limit 50
;

-- table if any: of the desk's own, by what differs
select
    count(*) as "Clocks",
    count(*) filter (where not agrees) as "Another verdict",
    count(*) filter (where agrees is null) as "Cannot be compared",
    count(distinct ticket_id) as "Tickets",
from reconciliation
group by reason
order by
    reason = 'agrees',
    count(*) filter (where not agrees) desc,
    count(*) desc,
    reason
;

-- table if any: another verdict first; hours
select
    reconciliation.ticket_id as "Ticket",
    concat(reconciliation.priority, ' ', reconciliation.metric) as "Clock",
    reconciliation.name as "Its name there",
    case
        reconciliation.source_outcome
        when 'breached'
        then 'missed'
        else coalesce(reconciliation.source_outcome, 'no verdict')
    end as "The desk's",
from reconciliation
inner join
    (
        select
            reason,
            row_number() over (
                order by
                    reason = 'agrees',
                    count(*) filter (where not agrees) desc,
                    count(*) desc,
                    reason
            ) as place,
        from reconciliation
        group by reason
    ) as places
    on reconciliation.reason = places.reason
qualify
    row_number() over (
        partition by reconciliation.reason
        order by
            agrees nulls last,
            abs(source_elapsed_seconds - elapsed_seconds) desc nulls last,
            reconciliation.ticket_id,
            reconciliation.metric,
            reconciliation.name
    )
    <= 50
order by
    places.place,
    agrees nulls last,
    abs(source_elapsed_seconds - elapsed_seconds) desc nulls last,
    reconciliation.ticket_id,
    reconciliation.metric,
    reconciliation.name
;

-- table: Those that differ first
select
    rule_id as "Rule",
    replace(name, '_', ' ') as "Reading",
    value as "Chosen",
    default_value as "Default",
from readings
order by is_default, rule_id, name
;

-- table: Past contract years, forecast again
select
    months_known as "Months known",
    format('{:,}', forecasts) as "Forecasts",
    case
        when coverage_80 is null
        then '—'
        when coverage_80 in (0, 1)
        then format('{:.0f} %', 100 * coverage_80)
        else format('{:.1f} %', least(greatest(100 * coverage_80, 0.1), 99.9))
    end as "80 % held",
from forecast_scores
where forecasts > 0
order by kind desc, months_known
