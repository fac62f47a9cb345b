-- said
with
    judged as (
        select
            *,
            'broken' in (
                chg_1, chg_2, chg_3, chg_4, chg_5, chg_6, chg_9
            ) as broke_a_rule,
        from changes
        where customer_id = $customer and month = $month
    )

select
    concat(
        count(*),
        ' changes in ',
        strftime($month, '%B %Y'),
        ', ',
        count(*) filter (where outcome = 'successful'),
        ' of them successful. ',
        case
            count(*) filter (where broke_a_rule)
            when 0
            then 'None broke a rule.'
            when 1
            then '1 change broke a rule.'
            else
                concat(
                    count(*) filter (where broke_a_rule),
                    ' changes broke a rule.'
                )
        end
    ) as month_words,
from judged
;

-- table: a rule not named
select
    change_id as "Change",
    concat(type, ', ', replace(environment, '_', '-')) as "Type",
    coalesce(
        nullif(
            concat_ws(
                ', ',
                if(chg_1 = 'broken', 'CHG-1', null),
                if(chg_2 = 'broken', 'CHG-2', null),
                if(chg_3 = 'broken', 'CHG-3', null),
                if(chg_4 = 'broken', 'CHG-4', null),
                if(chg_5 = 'broken', 'CHG-5', null),
                if(chg_6 = 'broken', 'CHG-6', null),
                if(chg_9 = 'broken', 'CHG-9', null)
            ),
            ''
        ),
        '—'
    ) as "Broken",
    coalesce(request_ticket, incident_ticket, '—') as "Ticket",
    incidents_caused as "Caused",
from changes
where customer_id = $customer and month = $month
order by coalesce(started_at, planned_start), change_id
;

-- table: By month and type
select
    strftime(month, '%B %Y') as "Month",
    type as "Type",
    changes as "Changes",
    if(
        successful + rolled_back + failed > 0,
        concat(successful, ' of ', successful + rolled_back + failed),
        '—'
    ) as "Successful",
    rolled_back as "Rolled back",
    failed as "Failed",
    cancelled as "Cancelled",
    not_ended as "Not ended",
    incidents_caused as "Incidents caused",
from change_outcomes
where
    customer_id = $customer
    and month > $month - interval 12 months
    and month <= $month
order by change_outcomes.month desc, change_outcomes.type
;

-- table: By calendar year
select
    cast(calendar_year as varchar) as "Year",
    live_days as "Days live",
    updates as "Updates completed",
from update_years
where customer_id = $customer
order by calendar_year desc
;

-- table: Not begun, the next first
select change_id as "Change", type as "Type", summary as "Summary",
from planned_changes
where customer_id = $customer
order by planned_start, change_id
limit 50
