{{
    config(
        materialized="incremental",
        replaces="tickets",
    )
}}

-- Whatever can still change with time alone is not settled.
with
    openings as (select * from {{ ref("int_ticket_openings") }}),

    totals as (select * from {{ ref("int_clock_totals") }}),

    zone_days as (select * from {{ ref("stg_zone_days") }}),

    restorations as (
        select
            ticket_id,
            kind,
            priority,
            {{ epoch_seconds("stopped_at") }} as stopped_epoch
        from {{ ref("sla_clocks") }}
        where metric = 'restoration' and {{ in_scope("ticket_id") }}
    ),

    turned as (
        select distinct ticket_id
        from {{ ref("int_ticket_events") }}
        where field = 'kind' and value = 'problem'
    ),

    -- What stands still without a restoration was cancelled.
    ended as (
        select
            openings.*,
            restorations.kind,
            restorations.priority,
            totals.last_state,
            totals.answer_number,
            coalesce(
                restorations.stopped_epoch,
                case
                    when totals.last_state = 'standing' then totals.ended_epoch
                end
            ) as ended_epoch,
            restorations.stopped_epoch is null
            and coalesce(totals.last_state = 'standing', false) as is_cancelled
        from openings
        left join totals on openings.ticket_id = totals.ticket_id
        left join restorations on openings.ticket_id = restorations.ticket_id
    ),

    known as (
        select
            ended.ticket_id,
            ended.customer_id,
            ended.agreement_id,
            ended.environment,
            ended.has_response_history,
            ended.has_restoration_history,
            ended.recorded_priority,
            case
                when ended.recorded_kind <> 'problem'
                then ended.requested_priority
            end as requested_priority,
            case
                when ended.recorded_kind <> 'problem' then ended.opened_by
            end as logged_by,
            {{ month_of("ended.opened_on") }} as opened_month,
            ended.kind,
            ended.priority,
            ended.category,
            ended.opened_on,
            {{
                local_date(
                    "ended.ended_epoch",
                    "cast(" ~ instant("ended.ended_epoch") ~ " as date)",
                    "zone_days",
                )
            }} as ended_on,
            ended.is_cancelled,
            case
                when ended.is_followed
                then
                    coalesce(
                        ended.answer_number is not null
                        and ended.last_state = 'standing',
                        false
                    )
                else
                    ended.answered_epoch is not null
                    and ended.stopped_epoch is not null
            end as is_settled,
            ended.recorded_kind = 'problem'
            or turned.ticket_id is not null as was_problem
        from ended
        left join turned on ended.ticket_id = turned.ticket_id
        left join
            zone_days
            on ended.terms_time_zone = zone_days.time_zone
            and cast({{ instant("ended.ended_epoch") }} as date)
            = zone_days.local_date
    )

select *
from known
