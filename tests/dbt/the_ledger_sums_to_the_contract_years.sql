-- What was used, bought and is beyond the quota is the same by movement, by
-- month and by contract year; and quota + top-ups - used = left - beyond.
with
    moved as (
        select
            agreement_id,
            kind,
            starts_on,
            sum(
                case when movement = 'request' then - units else 0 end
            ) as used_units,
            sum(
                case when movement = 'top_up' then units else 0 end
            ) as top_up_units,
            sum(overage_units) as overage_units
        from {{ ref("quota_ledger") }}
        group by agreement_id, kind, starts_on
    ),

    by_month as (
        select
            agreement_id,
            kind,
            starts_on,
            sum(used_units) as used_units,
            max(cumulative_units) as cumulative_units
        from {{ ref("quota_usage") }}
        group by agreement_id, kind, starts_on
    )

select
    contract_years.agreement_id, contract_years.kind, contract_years.starts_on
from {{ ref("contract_years") }} as contract_years
full outer join
    moved
    on contract_years.agreement_id = moved.agreement_id
    and contract_years.kind = moved.kind
    and contract_years.starts_on = moved.starts_on
left join
    by_month
    on contract_years.agreement_id = by_month.agreement_id
    and contract_years.kind = by_month.kind
    and contract_years.starts_on = by_month.starts_on
where
    contract_years.agreement_id is null
    or by_month.agreement_id is null
    or contract_years.used_units <> by_month.used_units
    or contract_years.used_units <> by_month.cumulative_units
    or contract_years.used_units <> coalesce(moved.used_units, 0)
    or contract_years.top_up_units <> coalesce(moved.top_up_units, 0)
    or contract_years.overage_units <> coalesce(moved.overage_units, 0)
    or contract_years.quota_units
    + contract_years.top_up_units
    - contract_years.used_units
    <> contract_years.remaining_units - contract_years.overage_units
    or contract_years.remaining_units < 0
    or contract_years.overage_units < 0
    or (contract_years.remaining_units is null)
    <> (contract_years.quota_units is null)
