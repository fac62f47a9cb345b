{% set day = 86400 %}

-- Every open ticket is among those that a build touches, so that this build's
-- openings hold them all.
with
    openings as (select * from {{ ref("int_ticket_openings") }}),

    totals as (select * from {{ ref("int_clock_totals") }}),

    clocks as (
        select * from {{ ref("sla_clocks") }} where {{ in_scope("ticket_id") }}
    ),

    risks as (select * from {{ ref("clock_risks") }}),

    tickets as (
        select * from {{ ref("tickets") }} where {{ in_scope("ticket_id") }}
    ),

    turns as (
        select ticket_id, max(counted_epoch) as turned_epoch
        from {{ ref("int_clock_steps") }}
        where state <> state_before
        group by ticket_id
    ),

    stated as (
        select
            openings.ticket_id,
            openings.opened_epoch,
            case
                when openings.is_followed
                then coalesce(totals.last_state, 'running')
                when openings.stopped_epoch is not null
                then 'standing'
                when
                    openings.rested_epoch is not null
                    and openings.resumed_epoch is null
                then 'resting'
                else 'running'
            end as state,
            case
                when openings.is_followed
                then coalesce(turns.turned_epoch, openings.opened_epoch)
                else
                    coalesce(
                        openings.resumed_epoch,
                        openings.rested_epoch,
                        openings.opened_epoch
                    )
            end as turned_epoch
        from openings
        left join totals on openings.ticket_id = totals.ticket_id
        left join turns on openings.ticket_id = turns.ticket_id
    ),

    -- Until it is answered the answer is what a request waits for. One that was
    -- answered while it was a problem has no such clock.
    awaited as (
        select
            stated.*,
            case
                when
                    responses.ticket_id is not null
                    and responses.stopped_at is null
                then 'answer'
                when stated.state = 'resting'
                then 'customer'
                else 'us'
            end as waits_for,
            case
                when
                    responses.ticket_id is not null
                    and responses.stopped_at is null
                then 'response'
                else 'restoration'
            end as metric
        from stated
        left join
            clocks as responses
            on stated.ticket_id = responses.ticket_id
            and responses.metric = 'response'
        where stated.state <> 'standing'
    ),

    aged as (
        select
            *,
            {{ as_of_epoch() }} - opened_epoch as age_seconds,
            {{ as_of_epoch() }} - case
                when waits_for = 'answer' then opened_epoch else turned_epoch
            end as waited_seconds
        from awaited
    ),

    open_requests as (
        select
            aged.ticket_id,
            clocks.customer_id,
            clocks.kind,
            clocks.environment,
            clocks.priority,
            aged.waits_for,
            clocks.started_at as opened_at,
            aged.age_seconds,
            case
                when aged.age_seconds < {{ day }}
                then 'under_1_day'
                when aged.age_seconds < {{ 7 * day }}
                then '1_to_7_days'
                when aged.age_seconds < {{ 28 * day }}
                then '1_to_4_weeks'
                else 'over_4_weeks'
            end as age,
            aged.waited_seconds,
            aged.metric,
            clocks.outcome,
            clocks.excluded_reason,
            clocks.calendar,
            clocks.target_seconds,
            clocks.remaining_seconds,
            clocks.due_at,
            risks.chance_of_miss,
            tickets.summary
        from aged
        inner join
            clocks
            on aged.ticket_id = clocks.ticket_id
            and aged.metric = clocks.metric
        inner join tickets on aged.ticket_id = tickets.ticket_id
        left join
            risks
            on aged.ticket_id = risks.ticket_id
            and aged.metric = risks.metric
    )

select *
from open_requests
