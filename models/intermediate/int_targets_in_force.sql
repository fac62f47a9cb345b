with
    terms as (select * from {{ ref("int_agreement_terms") }}),

    handbook_targets as (
        select
            metric,
            priority,
            {{ promised("target_seconds") }} as target_seconds,
            {{ promised("calendar") }} as calendar
        from {{ ref("handbook_targets") }}
    ),

    overrides as (select * from {{ ref("stg_sla_overrides") }}),

    zone_days as (select * from {{ ref("stg_zone_days") }}),

    covered as (
        select min(local_date) as first_on, max(local_date) as last_on
        from zone_days
    ),

    handbook as (
        select
            terms.agreement_id,
            handbook_targets.metric,
            handbook_targets.priority,
            handbook_targets.target_seconds,
            handbook_targets.calendar,
            cast(null as date) as valid_from,
            terms.starts_epoch as from_epoch,
            terms.ends_epoch
        from terms
        cross join handbook_targets
    ),

    agreed as (
        select
            overrides.agreement_id,
            overrides.metric,
            overrides.priority,
            overrides.target_seconds,
            overrides.calendar,
            overrides.valid_from,
            zone_days.starts_epoch as from_epoch,
            terms.ends_epoch
        from overrides
        inner join terms on overrides.agreement_id = terms.agreement_id
        cross join covered
        inner join
            zone_days
            on terms.time_zone = zone_days.time_zone
            and least(
                greatest(overrides.valid_from, covered.first_on),
                covered.last_on
            )
            = zone_days.local_date
    ),

    targets as (
        select *
        from handbook
        union all
        select *
        from agreed
    ),

    followed as (
        select
            *,
            lead(from_epoch) over (
                partition by agreement_id, metric, priority
                order by valid_from nulls first
            ) as next_epoch
        from targets
    ),

    in_force as (
        select
            agreement_id,
            metric,
            priority,
            target_seconds,
            calendar,
            valid_from,
            from_epoch,
            coalesce(next_epoch, ends_epoch) as until_epoch
        from followed
    )

select *
from in_force
where from_epoch < until_epoch
