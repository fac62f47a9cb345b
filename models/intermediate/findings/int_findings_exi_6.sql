with
    exits as (
        select *
        from {{ ref("int_exits") }}
        where gone_by is not null and has_course
    ),

    deletions as (
        select * from {{ ref("int_exit_steps") }} where step = 'tenant_deleted'
    ),

    zone_days as (select * from {{ ref("stg_zone_days") }}),

    judged as (
        select
            exits.*,
            deletions.occurred_on as deleted_on,
            coalesce(deletions.occurred_on, exits.as_of_on) as looked_at_on,
            {{
                days_on(
                    "coalesce(deletions.occurred_on, exits.as_of_on)",
                    backup_days(),
                )
            }} as backups_gone_on,
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
                then 'The tenant was deleted on '
                else 'The tenant is not deleted on '
            end
            || {{ day_text("judged.looked_at_on") }}
            || ': its backups are gone on '
            || {{ day_text("judged.backups_gone_on") }}
            || case
                when judged.deleted_on is null then ' at the earliest' else ''
            end
            || '. All data '
            || case
                when judged.gone_by < judged.as_of_on
                then 'was to be gone by '
                else 'is to be gone by '
            end
            || {{ day_text("judged.gone_by") }}
            || case
                when judged.gone_by < judged.as_of_on
                then ': that was missed by '
                else ': that will be missed by '
            end
            || case when judged.deleted_on is null then 'at least ' else '' end
            || {{
                days_text(
                    days_between("judged.gone_by", "judged.backups_gone_on")
                )
            }}
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
