with
    disasters as (
        select
            *,
            {{ epoch_seconds("declared_at") }} as declared_epoch,
            coalesce(rto_verdict = 'broken', false) as is_late,
            coalesce(rpo_verdict = 'broken', false) as is_lost
        from {{ ref("disasters") }}
        where {{ in_scope("ticket_id") }}
    ),

    zone_days as (select * from {{ ref("stg_zone_days") }}),

    broken as (
        select
            'DRC-1' as rule_id,
            disasters.customer_id,
            'tickets' as entity,
            disasters.ticket_id as entity_id,
            '' as part,
            case
                when disasters.is_lost
                then disasters.declared_epoch
                else disasters.declared_epoch + disasters.rto_seconds
            end as occurred_epoch,
            false as is_grave,
            'A disaster was declared on '
            || {{ local_time_text("disasters.declared_epoch", "zone_days") }}
            || '.'
            || case
                when disasters.is_late and disasters.restored_at is null
                then
                    ' Production has been down for '
                    || {{ duration_text("disasters.recovery_seconds") }}
                    || ' since; it is to be restored within '
                    || {{ duration_text("disasters.rto_seconds") }}
                    || '.'
                when disasters.is_late
                then
                    ' Production was restored '
                    || {{ duration_text("disasters.recovery_seconds") }}
                    || ' later, past the '
                    || {{ duration_text("disasters.rto_seconds") }}
                    || ' agreed.'
                else ''
            end
            || case
                when disasters.is_lost
                then
                    ' Content of '
                    || {{ duration_text("disasters.content_lost_seconds") }}
                    || ' was lost, more than the '
                    || {{ duration_text("disasters.rpo_seconds") }}
                    || ' agreed.'
                else ''
            end as message
        from disasters
        left join
            zone_days
            on disasters.time_zone = zone_days.time_zone
            and disasters.declared_epoch >= zone_days.starts_epoch
            and disasters.declared_epoch < zone_days.ends_epoch
        where disasters.is_late or disasters.is_lost
    )

select *
from broken
