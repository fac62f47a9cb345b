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
    ),

    clocks as (
        select ticket_id, stopped_at
        from {{ ref("sla_clocks") }}
        where metric = 'restoration'
    ),

    terms as (select * from {{ ref("int_standing_terms") }}),

    agreements as (select * from {{ ref("stg_agreements") }}),

    measured as (
        select
            struck.ticket_id,
            struck.customer_id,
            struck.disaster_declared_at as declared_at,
            clocks.stopped_at as restored_at,
            greatest(
                0,
                {{
                    epoch_seconds(
                        "coalesce(clocks.stopped_at, " ~ as_of() ~ ")"
                    )
                }} - struck.declared_epoch
            ) as recovery_seconds,
            cast(round(agreements.rto_hours * 3600) as bigint) as rto_seconds,
            cast(
                round(struck.content_lost_minutes * 60) as bigint
            ) as content_lost_seconds,
            cast(round(agreements.rpo_hours * 3600) as bigint) as rpo_seconds,
            terms.time_zone
        from struck
        left join
            terms
            on struck.customer_id = terms.customer_id
            and struck.opened_epoch >= terms.from_epoch
            and struck.opened_epoch < terms.until_epoch
        left join agreements on terms.agreement_id = agreements.agreement_id
        left join clocks on struck.ticket_id = clocks.ticket_id
    ),

    judged as (
        select
            *,
            case
                when rto_seconds is null
                then null
                when recovery_seconds > rto_seconds
                then 'broken'
                when restored_at is null
                then 'open'
                else 'kept'
            end as rto_verdict,
            case
                when rpo_seconds is null or content_lost_seconds is null
                then null
                when content_lost_seconds > rpo_seconds
                then 'broken'
                else 'kept'
            end as rpo_verdict
        from measured
    )

select *
from judged
