with
    struck as (
        select
            *,
            {{ epoch_seconds("opened_at") }} as opened_epoch,
            {{ epoch_seconds("disaster_declared_at") }} as declared_epoch
        from {{ ref("stg_tickets") }}
        where
            disaster_declared_at <= {{ as_of() }}
            and opened_at <= {{ as_of() }}
            and kind = 'incident'
            and {{ in_scope("ticket_id") }}
    ),

    clocks as (
        select *
        from {{ ref("int_clock_verdicts") }}
        where metric = 'restoration'
    ),

    terms as (select * from {{ ref("int_standing_terms") }}),

    agreements as (select * from {{ ref("stg_agreements") }}),

    zone_days as (select * from {{ ref("stg_zone_days") }}),

    measured as (
        select
            struck.ticket_id,
            struck.customer_id,
            struck.declared_epoch,
            terms.time_zone,
            clocks.stopped_epoch,
            greatest(
                0,
                coalesce(clocks.stopped_epoch, {{ as_of_epoch() }})
                - struck.declared_epoch
            ) as seconds,
            cast(
                round(agreements.rto_hours * 3600) as bigint
            ) as longest_seconds,
            cast(
                round(struck.content_lost_minutes * 60) as bigint
            ) as lost_seconds,
            cast(
                round(agreements.rpo_hours * 3600) as bigint
            ) as longest_lost_seconds
        from struck
        inner join
            terms
            on struck.customer_id = terms.customer_id
            and struck.opened_epoch >= terms.from_epoch
            and struck.opened_epoch < terms.until_epoch
        inner join agreements on terms.agreement_id = agreements.agreement_id
        left join clocks on struck.ticket_id = clocks.ticket_id
    ),

    judged as (
        select
            *,
            coalesce(seconds > longest_seconds, false) as is_late,
            coalesce(lost_seconds > longest_lost_seconds, false) as is_lost
        from measured
    ),

    broken as (
        select
            'DRC-1' as rule_id,
            judged.customer_id,
            'tickets' as entity,
            judged.ticket_id as entity_id,
            '' as part,
            case
                when judged.is_lost
                then judged.declared_epoch
                else judged.declared_epoch + judged.longest_seconds
            end as occurred_epoch,
            false as is_grave,
            'A disaster was declared on '
            || {{ local_time_text("judged.declared_epoch", "zone_days") }}
            || '.'
            || case
                when judged.is_late and judged.stopped_epoch is null
                then
                    ' Production has been down for '
                    || {{ duration_text("judged.seconds") }}
                    || ' since; it is to be restored within '
                    || {{ duration_text("judged.longest_seconds") }}
                    || '.'
                when judged.is_late
                then
                    ' Production was restored '
                    || {{ duration_text("judged.seconds") }}
                    || ' later, past the '
                    || {{ duration_text("judged.longest_seconds") }}
                    || ' agreed.'
                else ''
            end
            || case
                when judged.is_lost
                then
                    ' Content of '
                    || {{ duration_text("judged.lost_seconds") }}
                    || ' was lost, more than the '
                    || {{ duration_text("judged.longest_lost_seconds") }}
                    || ' agreed.'
                else ''
            end as message
        from judged
        left join
            zone_days
            on judged.time_zone = zone_days.time_zone
            and judged.declared_epoch >= zone_days.starts_epoch
            and judged.declared_epoch < zone_days.ends_epoch
        where judged.is_late or judged.is_lost
    )

select *
from broken
