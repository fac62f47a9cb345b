with
    changes as (select * from {{ ref("int_changes") }}),

    requests as (select * from {{ ref("int_change_requests") }}),

    supplies as (select * from {{ ref("int_supplies") }}),

    -- Of which rules a change owes anything; of a cancelled one none, nor what
    -- its source never delivers.
    owed as (
        select
            changes.*,
            {% for name in needed_columns()["changes"] %}
                supplies.has_changes_{{ name }},
            {% endfor %}
            changes.reason = 'customer_request' as is_asked_for,
            changes.started_at is not null as is_started,
            {{ instant("least(changes.begins_epoch, " ~ as_of_epoch() ~ ")") }}
            as judged_at
        from changes
        inner join supplies on changes.delivery_id = supplies.delivery_id
        where coalesce(changes.outcome, '') <> 'cancelled'
    ),

    judged as (
        select
            owed.change_id,
            owed.judged_at,
            case
                when owed.is_asked_for and owed.has_changes_request_ticket
                then
                    coalesce(requests.request_kind, '') = 'service_request'
                    and coalesce(
                        requests.request_opened_epoch
                        < {{ epoch_seconds("owed.approved_at") }},
                        true
                    )
            end as keeps_chg_1,
            case
                when
                    owed.is_asked_for
                    and requests.request_kind = 'service_request'
                    and requests.has_contacts
                    and requests.has_tickets_opened_by
                then requests.is_authorised
            end as keeps_chg_2,
            case
                when
                    owed.environment = 'production'
                    and owed.is_started
                    and owed.has_changes_tested_at
                then
                    coalesce(owed.tested_at < owed.started_at, false)
                    {% if var("customer_review") == "required" %}
                        and (
                            not owed.is_asked_for
                            or not owed.has_changes_customer_reviewed_at
                            or coalesce(
                                owed.customer_reviewed_at < owed.started_at,
                                false
                            )
                        )
                    {% endif %}
            end as keeps_chg_3,
            owed.has_changes_customer_reviewed_at,
            case
                when
                    owed.type = 'normal'
                    and owed.is_started
                    and owed.has_changes_approved_at
                then coalesce(owed.approved_at <= owed.started_at, false)
                when owed.type = 'standard' and owed.has_changes_template
                then coalesce(owed.template, '') <> ''
            end as keeps_chg_4,
            case
                when
                    owed.type = 'emergency' and owed.has_changes_incident_ticket
                then coalesce(requests.incident_priority in ('P1', 'P2'), false)
            end as keeps_chg_5,
            case
                when
                    owed.reason = 'routine_maintenance'
                    and owed.interrupts_service
                    and owed.has_changes_notified_at
                then owed.notice_business_days >= 5
                when
                    owed.reason = 'agreed_maintenance'
                    and owed.has_changes_customer_agreed_at
                    and (owed.is_started or owed.planned_start < {{ as_of() }})
                then
                    owed.customer_agreed_at is not null
                    and coalesce(
                        owed.customer_agreed_at < owed.started_at, true
                    )
            end as keeps_chg_6,
            -- Nobody said when it was announced, or whether it was agreed.
            owed.reason = 'routine_maintenance'
            and owed.interrupts_service
            and not owed.has_changes_notified_at
            or owed.reason = 'agreed_maintenance'
            and not owed.has_changes_customer_agreed_at as is_chg_6_unjudged,
            case
                when
                    owed.is_asked_for
                    and owed.is_started
                    and owed.has_changes_customer_agreed_at
                then coalesce(owed.customer_agreed_at < owed.started_at, false)
            end as keeps_chg_9
        from owed
        inner join requests on owed.change_id = requests.change_id
    )

select *
from judged
