with
    targets as (select * from {{ ref("int_targets_in_force") }}),

    listed as (
        select
            agreement_id,
            metric,
            priority,
            target_seconds,
            calendar,
            case
                when valid_from is null then 'handbook' else 'agreement'
            end as source,
            valid_from,
            {{ instant("from_epoch") }} as opened_from,
            {{ instant("until_epoch") }} as opened_until
        from targets
    )

select *
from listed
