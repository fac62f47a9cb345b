{{ config(materialized="view") }}

with
    clocks as (
        select
            ticket_id,
            metric,
            kind,
            calendar,
            agreement_id,
            {{ epoch_seconds("started_at") }} as opened_epoch,
            {{ epoch_seconds("coalesce(restarted_at, started_at)") }}
            as start_epoch,
            {{ epoch_seconds("stopped_at") }} as stopped_epoch
        from {{ ref("sla_clocks") }}
    ),

    agreements as (select * from {{ ref("agreements") }}),

    spells as (select * from {{ ref("int_told_spells") }}),

    builds as (
        select {{ epoch_seconds("as_of") }} as as_of_epoch
        from {{ ref("builds") }}
    ),

    -- All end at the stop, else at as_of.
    lived as (
        select
            clocks.*,
            agreements.calendar_id,
            {% if var("reopening") == "elapse" %}
                coalesce(activity.active_number, 0) as active_number,  -- noqa: RF01
            {% endif %}
            coalesce(clocks.stopped_epoch, builds.as_of_epoch) as ended_epoch
        from clocks
        cross join builds
        left join agreements on clocks.agreement_id = agreements.agreement_id
        {% if var("reopening") == "elapse" %}
            left join
                {{ ref("int_told_activity") }} as activity
                on clocks.ticket_id = activity.ticket_id
        {% endif %}
    ),

    segments as (
        select
            lived.ticket_id,
            lived.metric,
            lived.calendar,
            lived.calendar_id,
            spells.status,
            spells.recorded_priority,
            spells.priority,
            {{ segment_state() }} as state,
            spells.from_epoch,
            least(spells.until_epoch, lived.ended_epoch) as until_epoch
        from lived
        inner join
            spells
            on lived.ticket_id = spells.ticket_id
            and (
                spells.from_epoch < least(spells.until_epoch, lived.ended_epoch)
                or spells.event_number = 0
                and lived.opened_epoch = lived.ended_epoch
            )
    )

select *
from segments
