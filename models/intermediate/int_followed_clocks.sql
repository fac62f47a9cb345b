with
    openings as (select * from {{ ref("int_followed_tickets") }}),

    totals as (select * from {{ ref("int_clock_totals") }}),

    states as (select * from {{ ref("int_ticket_states") }}),

    bounds as (select * from {{ ref("int_clock_bounds") }}),

    clocks as (
        select *
        from
            {{
                ref(
                    "int_restarted_clocks"
                    if var("reclassified") == "restarts"
                    else "int_read_clocks"
                )
            }}
    ),

    judged as (
        select
            clocks.ticket_id,
            clocks.metric,
            true as is_followed,
            openings.customer_id,
            clocks.kind,
            openings.environment,
            clocks.recorded_priority,
            {{
                judged_priority(
                    "openings.environment",
                    "clocks.kind",
                    "clocks.recorded_priority",
                )
            }} as priority,
            openings.agreement_id,
            openings.is_by_day,
            openings.calendar_id,
            openings.time_zone,
            case
                clocks.metric
                when 'response'
                then openings.has_response_history
                else openings.has_restoration_history
            end as has_history,
            openings.opened_epoch,
            clocks.start_epoch,
            clocks.start_open_seconds,
            clocks.stopped_epoch,
            clocks.state,
            clocks.runs,
            clocks.reading_epoch,
            clocks.reading_open_seconds,
            coalesce(
                bounds.most_run_seconds, clocks.run_seconds
            ) as run_seconds,
            coalesce(
                bounds.most_run_open_seconds, clocks.run_open_seconds
            ) as run_open_seconds,
            coalesce(
                bounds.least_run_seconds, clocks.run_seconds
            ) as known_run_seconds,
            coalesce(
                bounds.least_run_open_seconds, clocks.run_open_seconds
            ) as known_run_open_seconds,
            clocks.rest_seconds,
            clocks.rest_open_seconds,
            case
                when clocks.metric = 'restoration' then totals.first_rest_epoch
            end as first_rest_epoch,
            case
                when clocks.metric = 'restoration'
                then totals.first_rest_open_seconds
            end as first_rest_open_seconds,
            coalesce(totals.reopenings, 0) as reopenings,
            case
                when openings.agreement_id is null
                then 'no_agreement'
                when
                    totals.cancellation_number
                    > coalesce(totals.active_number, 0)
                then 'cancelled'
                when {{ lacks_a_phone_call() }}
                then 'not_logged_by_phone'
                when
                    clocks.metric = 'restoration'
                    and states.exclusion in {{ excluding_reasons() }}
                then states.exclusion
            end as excluded_reason
        from clocks
        inner join openings on clocks.ticket_id = openings.ticket_id
        left join totals on clocks.ticket_id = totals.ticket_id
        left join states on clocks.ticket_id = states.ticket_id
        left join
            bounds
            on clocks.ticket_id = bounds.ticket_id
            and clocks.metric = bounds.metric
        where clocks.kind <> 'problem'
    ),

    -- What rests are hidden may be less, nobody knows by how much.
    bounded as (
        select
            *,
            case
                when has_history then known_run_seconds
            end as least_run_seconds,
            case
                when has_history then known_run_open_seconds
            end as least_run_open_seconds
        from judged
    )

select *
from bounded
