{% set rules = ["1", "2", "3", "4", "5", "6", "9"] %}

with
    changes as (select * from {{ ref("int_changes") }}),

    verdicts as (select * from {{ ref("int_change_verdicts") }}),

    incidents as (
        select change_id, count(*) as incidents_caused
        from {{ ref("caused_incidents") }}
        group by change_id
    ),

    judged as (
        select
            changes.change_id,
            changes.customer_id,
            changes.type,
            changes.reason,
            changes.environment,
            changes.planned_start,
            changes.planned_end,
            changes.summary,
            changes.request_ticket,
            changes.incident_ticket,
            changes.template,
            changes.interrupts_service,
            changes.notified_at,
            changes.customer_agreed_at,
            changes.approved_at,
            changes.tested_at,
            changes.customer_reviewed_at,
            changes.started_at,
            changes.ended_at,
            changes.outcome,
            changes.updated_at,
            case
                when coalesce(changes.outcome, '') <> 'cancelled'
                then
                    changes.ended_at >= changes.planned_start
                    and changes.ended_at <= changes.planned_end
            end as on_time,
            coalesce(incidents.incidents_caused, 0) as incidents_caused,
            {{ month_of("changes.begins_on") }} as month,
            changes.begins_on,
            changes.planned_on,
            case
                when changes.notified_at is not null
                then changes.notice_business_days
            end as notice_business_days,
            {% for rule in rules %}
                case
                    when verdicts.keeps_chg_{{ rule }}
                    then 'kept'
                    when not verdicts.keeps_chg_{{ rule }}
                    then 'broken'
                end as chg_{{ rule }},
            {% endfor %}
            changes.delivery_id,
            changes.row_number
        from changes
        left join verdicts on changes.change_id = verdicts.change_id
        left join incidents on changes.change_id = incidents.change_id
    )

select *
from judged
