with
    agreements as (
        select *
        from {{ ref("stg_agreements") }}
        where
            access_enabled_on is not null
            or handed_off_on is not null
            or go_live_on is not null
    ),

    told as (
        select
            agreement_id,
            customer_id,
            starts_on,
            access_enabled_on,
            handed_off_on,
            go_live_on,
            {{ days_between("access_enabled_on", "handed_off_on") }}
            as handing_off_days,
            {{ days_between("handed_off_on", "go_live_on") }}
            as going_live_days,
            {{ days_between("access_enabled_on", "go_live_on") }}
            as onboarding_days,
            not coalesce(access_enabled_on > handed_off_on, false)
            and not coalesce(handed_off_on > go_live_on, false)
            and not coalesce(
                access_enabled_on > go_live_on, false
            ) as is_in_order
        from agreements
    )

select *
from told
