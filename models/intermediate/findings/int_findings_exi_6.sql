with
    exits as (select * from {{ ref("int_exits") }} where gone_by is not null),

    deletions as (
        select * from {{ ref("int_exit_steps") }} where step = 'tenant_deleted'
    ),

    zone_days as (select * from {{ ref("stg_zone_days") }}),

    judged as (
        select
            exits.*,
            deletions.occurred_on as deleted_on,
            coalesce(deletions.occurred_on, exits.as_of_on) as looked_at_on,
            {{ days_on("exits.gone_by", "1 - " ~ backup_days()) }}
            as too_late_on
        from exits
        inner join deletions on exits.exit_id = deletions.exit_id
    ),

    broken as (
        select
            'EXI-6' as rule_id,
            judged.customer_id,
            'exits' as entity,
            judged.exit_id as entity_id,
            '' as part,
            {{
                day_began_epoch(
                    "judged.too_late_on",
                    "zone_days",
                    "judged.requested_epoch",
                )
            }} as occurred_epoch,
            false as is_grave,
            case
                when judged.deleted_on is not null
                then
                    'The tenant was deleted on '
                    || {{ day_text("judged.deleted_on") }}
                    || ': its backups are gone on '
                else
                    'The tenant is not deleted on '
                    || {{ day_text("judged.as_of_on") }}
                    || ': its backups are gone at the earliest on '
            end
            || {{
                day_text(
                    "(" ~ days_on("judged.looked_at_on", backup_days()) ~ ")"
                )
            }}
            || ', but all data is committed to be gone by '
            || {{ day_text("judged.gone_by") }}
            || '.' as message
        from judged
        left join
            zone_days
            on judged.time_zone = zone_days.time_zone
            and judged.too_late_on = zone_days.local_date
        where judged.looked_at_on >= judged.too_late_on
    )

select *
from broken
