with
    tickets as (
        select *
        from {{ ref("stg_tickets") }}
        where opened_at <= {{ as_of() }} and {{ in_scope("ticket_id") }}
    ),

    histories as (select * from {{ ref("int_ticket_histories") }}),

    courses as (select * from {{ ref("int_ticket_courses") }}),

    terms as (select * from {{ ref("int_standing_terms") }}),

    calendar_days as (select * from {{ ref("stg_calendar_days") }}),

    zone_days as (select * from {{ ref("stg_zone_days") }}),

    opened as (
        select
            tickets.ticket_id,
            tickets.customer_id,
            tickets.delivery_id,
            tickets.kind as recorded_kind,
            tickets.environment as recorded_environment,
            tickets.priority as recorded_priority,
            tickets.requested_priority,
            tickets.channel,
            tickets.opened_by,
            tickets.category,
            coalesce(
                histories.has_response_history, true
            ) as has_response_history,
            coalesce(
                histories.has_restoration_history, true
            ) as has_restoration_history,
            {{ epoch_seconds("tickets.opened_at") }} as opened_epoch,
            {{ epoch_seconds("courses.answered_at") }} as answered_epoch,
            {{ epoch_seconds("courses.stopped_at") }} as stopped_epoch,
            {{ epoch_seconds("courses.rested_at") }} as rested_epoch,
            {{ epoch_seconds("courses.resumed_at") }} as resumed_epoch,
            coalesce(courses.is_reclassified, false) as is_reclassified,
            coalesce(courses.is_by_day, false)
            or tickets.opened_until is not null as is_by_day,
            -- Where only the day is known, before the first event at the
            -- latest.
            case
                when tickets.opened_until is not null
                then
                    {{
                        epoch_seconds(
                            "greatest(tickets.opened_at, least("
                            ~ "tickets.opened_until, courses.first_at, "
                            ~ as_of()
                            ~ "))"
                        )
                    }}
                else {{ epoch_seconds("tickets.opened_at") }}
            end as latest_opened_epoch,
            -- Whatever needs its events in order to be judged.
            coalesce(courses.is_eventful, false)
            or tickets.opened_until is not null
            or coalesce(
                courses.first_at < tickets.opened_at, false
            ) as needs_order
        from tickets
        left join histories on tickets.ticket_id = histories.ticket_id
        left join courses on tickets.ticket_id = courses.ticket_id
    ),

    agreed as (
        select
            opened.*,
            terms.calendar_id as terms_calendar_id,
            terms.time_zone as terms_time_zone,
            terms.live_epoch,
            coalesce(
                opened.opened_epoch >= terms.in_force_from_epoch
                and opened.opened_epoch < terms.in_force_until_epoch,
                false
            ) as is_agreed,
            terms.agreement_id as terms_agreement_id
        from opened
        left join
            terms
            on opened.customer_id = terms.customer_id
            and opened.opened_epoch >= terms.from_epoch
            and opened.opened_epoch < terms.until_epoch
    ),

    placed as (
        select
            *,
            case when is_agreed then terms_agreement_id end as agreement_id,
            case when is_agreed then terms_calendar_id end as calendar_id,
            case when is_agreed then terms_time_zone end as time_zone,
            case
                when is_agreed and opened_epoch < live_epoch
                then 'non_production'
                else recorded_environment
            end as environment,
            cast({{ instant("opened_epoch") }} as date) as utc_date
        from agreed
    ),

    counted as (
        select
            placed.ticket_id,
            placed.customer_id,
            placed.delivery_id,
            placed.agreement_id,
            placed.calendar_id,
            placed.time_zone,
            placed.terms_calendar_id,
            placed.terms_time_zone,
            placed.recorded_kind,
            placed.environment,
            placed.recorded_environment,
            placed.recorded_priority,
            placed.requested_priority,
            placed.channel,
            placed.opened_by,
            placed.category,
            placed.has_response_history,
            placed.has_restoration_history,
            placed.opened_epoch,
            placed.latest_opened_epoch,
            {{ open_seconds("placed.opened_epoch", "calendar_days") }}
            as opened_open_seconds,
            {{
                local_date(
                    "placed.opened_epoch", "placed.utc_date", "zone_days"
                )
            }} as opened_on,
            placed.answered_epoch,
            placed.stopped_epoch,
            placed.rested_epoch,
            placed.resumed_epoch,
            placed.is_reclassified,
            placed.is_by_day,
            placed.needs_order
            {%- if var("phone_rule") == "exclude" %}
                or {{ is_urgent("placed") }}
            {%- endif %} as is_followed,
            {{ is_urgent("placed") }} as is_urgent
        from placed
        left join
            calendar_days
            on placed.calendar_id = calendar_days.calendar_id
            and {{ utc_day("placed.opened_epoch") }} = calendar_days.utc_day
        left join
            zone_days
            on placed.terms_time_zone = zone_days.time_zone
            and placed.utc_date = zone_days.local_date
    )

select *
from counted
