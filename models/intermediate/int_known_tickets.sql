{{
    config(
        materialized="incremental",
        incremental_strategy="by_ticket",
        on_schema_change="fail",
    )
}}

-- Whatever can still change with time alone is not settled.
with
    openings as (select * from {{ ref("int_ticket_openings") }}),

    totals as (select * from {{ ref("int_clock_totals") }}),

    turned as (
        select distinct ticket_id
        from {{ ref("int_ticket_events") }}
        where field = 'kind' and value = 'problem'
    ),

    known as (
        select
            openings.ticket_id,
            openings.customer_id,
            openings.agreement_id,
            openings.environment,
            openings.has_status_history,
            openings.recorded_priority,
            case
                when openings.recorded_kind <> 'problem'
                then openings.requested_priority
            end as requested_priority,
            {{ month_of("openings.opened_on") }} as opened_month,
            case
                when openings.is_followed
                then
                    coalesce(
                        totals.answer_number is not null
                        and totals.last_state = 'standing',
                        false
                    )
                else
                    openings.answered_epoch is not null
                    and openings.stopped_epoch is not null
            end as is_settled,
            openings.recorded_kind = 'problem'
            or turned.ticket_id is not null as was_problem
        from openings
        left join totals on openings.ticket_id = totals.ticket_id
        left join turned on openings.ticket_id = turned.ticket_id
    )

select *
from known
