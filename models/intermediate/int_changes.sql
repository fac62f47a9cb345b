{% set happenings = [
    "notified_at",
    "customer_agreed_at",
    "approved_at",
    "tested_at",
    "customer_reviewed_at",
    "started_at",
    "ended_at",
] %}

with
    changes as (select * from {{ ref("stg_changes") }}),

    terms as (select * from {{ ref("int_standing_terms") }}),

    zone_days as (select * from {{ ref("stg_zone_days") }}),

    business_days as (select * from {{ ref("int_business_days") }}),

    known as (
        select
            change_id,
            customer_id,
            type,
            reason,
            environment,
            planned_start,
            planned_end,
            summary,
            request_ticket,
            incident_ticket,
            template,
            interrupts_service,
            {% for happening in happenings %}
                case
                    when {{ happening }} <= {{ as_of() }} then {{ happening }}
                end as {{ happening }},
            {% endfor %}
            case
                when
                    coalesce(ended_at, started_at, {{ as_of() }})
                    <= {{ as_of() }}
                then outcome
            end as outcome,
            updated_at,
            delivery_id,
            row_number
        from changes
    ),

    timed as (
        select
            *,
            {{ epoch_seconds("planned_start") }} as planned_epoch,
            {{ epoch_seconds("coalesce(started_at, planned_start)") }}
            as begins_epoch,
            {{ epoch_seconds("coalesce(notified_at, " ~ as_of() ~ ")") }}
            as notice_epoch,
            {{ epoch_seconds("ended_at") }} as ended_epoch
        from known
    ),

    placed as (
        select
            timed.*,
            terms.calendar_id,
            terms.time_zone,
            {{
                local_date(
                    "timed.planned_epoch",
                    "cast(timed.planned_start as date)",
                    "planned_day",
                )
            }} as planned_on,
            {{
                local_date(
                    "timed.begins_epoch",
                    "cast(coalesce(timed.started_at, timed.planned_start) as date)",
                    "first_day",
                )
            }}
            as begins_on,
            {{
                local_date(
                    "timed.notice_epoch",
                    "cast(coalesce(timed.notified_at, "
                    ~ as_of()
                    ~ ") as date)",
                    "notice_day",
                )
            }} as notice_on,
            case
                when timed.ended_at is not null
                then
                    {{
                        local_date(
                            "timed.ended_epoch",
                            "cast(timed.ended_at as date)",
                            "last_day",
                        )
                    }}
            end as ended_on
        from timed
        left join
            terms
            on timed.customer_id = terms.customer_id
            and timed.planned_epoch >= terms.from_epoch
            and timed.planned_epoch < terms.until_epoch
        left join
            zone_days as planned_day
            on terms.time_zone = planned_day.time_zone
            and cast(timed.planned_start as date) = planned_day.local_date
        left join
            zone_days as first_day
            on terms.time_zone = first_day.time_zone
            and cast(coalesce(timed.started_at, timed.planned_start) as date)
            = first_day.local_date
        left join
            zone_days as notice_day
            on terms.time_zone = notice_day.time_zone
            and cast({{ instant("timed.notice_epoch") }} as date)
            = notice_day.local_date
        left join
            zone_days as last_day
            on terms.time_zone = last_day.time_zone
            and cast(timed.ended_at as date) = last_day.local_date
    ),

    -- Whole days between: neither that of the notice nor that of the start.
    counted as (
        select
            placed.*,
            greatest(
                0,
                planned.days_before - notice.days_before - notice.business_day
            ) as notice_business_days
        from placed
        left join
            business_days as planned
            on placed.calendar_id = planned.calendar_id
            and placed.planned_on = planned.local_date
        left join
            business_days as notice
            on placed.calendar_id = notice.calendar_id
            and placed.notice_on = notice.local_date
    )

select *
from counted
