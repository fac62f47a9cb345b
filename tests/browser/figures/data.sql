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
