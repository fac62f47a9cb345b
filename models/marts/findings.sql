{{
    config(
        materialized="incremental",
        replaces="records",
    )
}}

with
    broken as (select * from {{ ref("int_broken_rules") }}),

    severities as (select * from {{ ref("rule_severities") }}),

    terms as (select * from {{ ref("int_standing_terms") }}),

    calendar_days as (select * from {{ ref("stg_calendar_days") }}),

    placed as (
        select broken.*, terms.calendar_id
        from broken
        left join
            terms
            on broken.customer_id = terms.customer_id
            and broken.occurred_epoch >= terms.from_epoch
            and broken.occurred_epoch < terms.until_epoch
    ),

    found as (
        select
            placed.rule_id,
            case
                when placed.is_grave
                then coalesce(severities.grave_severity, severities.severity)
                else severities.severity
            end as severity,
            placed.customer_id,
            placed.entity,
            placed.entity_id,
            {{ instant("placed.occurred_epoch") }} as occurred_at,
            -- Without any agreement there is no local month.
            case
                when calendar_days.calendar_id is null
                then {{ month_of(instant("placed.occurred_epoch")) }}
                when placed.occurred_epoch >= calendar_days.next_month_epoch
                then calendar_days.next_month
                else calendar_days.month
            end as month,
            placed.message,
            severities.title,
            placed.part
        from placed
        left join severities on placed.rule_id = severities.rule_id
        left join
            calendar_days
            on placed.calendar_id = calendar_days.calendar_id
            and {{ utc_day("placed.occurred_epoch") }} = calendar_days.utc_day
    )

select *
from found
