with
    openings as (select * from {{ ref("int_ticket_openings") }}),

    totals as (select * from {{ ref("int_clock_totals") }}),

    states as (select * from {{ ref("int_ticket_states") }}),

    read_clocks as (
        select *
        from {{ ref("int_response_clocks") }}
        union all
        select *
        from {{ ref("int_restoration_clocks") }}
    ),

    judged as (
        select
            read_clocks.ticket_id,
            read_clocks.metric,
            read_clocks.kind,
            openings.environment,
            read_clocks.recorded_priority,
            case
                when openings.environment = 'non_production'
                then 'P4'
                when read_clocks.kind = 'service_request'
                then 'P3'
                else read_clocks.recorded_priority
            end as priority,
            openings.agreement_id,
            openings.calendar_id,
            openings.has_status_history,
            openings.opened_epoch,
            openings.opened_open_seconds,
            read_clocks.stopped_epoch,
            read_clocks.state,
            read_clocks.runs,
            read_clocks.reading_epoch,
            read_clocks.reading_open_seconds,
            read_clocks.run_seconds,
            read_clocks.run_open_seconds,
            read_clocks.rest_seconds,
            read_clocks.rest_open_seconds,
            coalesce(totals.reopenings, 0) as reopenings,
            case
                when openings.agreement_id is null
                then 'no_agreement'
                when
                    totals.cancellation_number
                    > coalesce(totals.active_number, 0)
                then 'cancelled'
                when read_clocks.metric = 'restoration'
                then states.exclusion
            end as excluded_reason
        from read_clocks
        inner join openings on read_clocks.ticket_id = openings.ticket_id
        left join totals on read_clocks.ticket_id = totals.ticket_id
        left join states on read_clocks.ticket_id = states.ticket_id
        where read_clocks.kind <> 'problem'
    )

select *
from judged
