with
    agreements as (select * from {{ ref("stg_agreements") }}),

    zone_days as (select * from {{ ref("stg_zone_days") }}),

    disordered as (
        select
            agreement_id,
            customer_id,
            time_zone,
            access_enabled_on,
            handed_off_on,
            go_live_on,
            coalesce(go_live_on, handed_off_on) as last_on
        from agreements
        where
            access_enabled_on > handed_off_on
            or handed_off_on > go_live_on
            or access_enabled_on > go_live_on
    ),

    broken as (
        select
            'ONB-1' as rule_id,
            disordered.customer_id,
            'agreements' as entity,
            disordered.agreement_id as entity_id,
            '' as part,
            least(
                coalesce(
                    zone_days.starts_epoch,
                    {{ epoch_seconds("cast(disordered.last_on as timestamp)") }}
                ),
                {{ as_of_epoch() }}
            ) as occurred_epoch,
            false as is_grave,
            'Out of order: ' || coalesce(
                'access enabled on '
                || {{ day_text("disordered.access_enabled_on") }}
                || ', ',
                ''
            )
            || coalesce(
                'service handed off on '
                || {{ day_text("disordered.handed_off_on") }}
                || case
                    when disordered.go_live_on is null then '' else ', '
                end,
                ''
            )
            || coalesce(
                'Go-Live on ' || {{ day_text("disordered.go_live_on") }}, ''
            )
            || '. Access comes first, then the handing off, then Go-Live.'
            as message
        from disordered
        left join
            zone_days
            on disordered.time_zone = zone_days.time_zone
            and disordered.last_on = zone_days.local_date
    )

select *
from broken
