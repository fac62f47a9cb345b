with
    contract_years as (select * from {{ ref("int_contract_years") }}),

    ledger as (select * from {{ ref("quota_ledger") }}),

    totals as (
        select
            agreement_id,
            kind,
            starts_on,
            cast(
                sum(
                    case when movement = 'top_up' then units else 0 end
                ) as bigint
            ) as top_up_units,
            cast(
                sum(
                    case when movement = 'request' then - units else 0 end
                ) as bigint
            ) as used_units,
            cast(sum(overage_units) as bigint) as overage_units
        from ledger
        group by agreement_id, kind, starts_on
    ),

    counted as (
        select
            contract_years.customer_id,
            contract_years.kind,
            contract_years.agreement_id,
            contract_years.contract_year,
            contract_years.starts_on,
            contract_years.ends_on,
            contract_years.quota_units,
            coalesce(totals.top_up_units, 0) as top_up_units,
            coalesce(totals.used_units, 0) as used_units,
            contract_years.quota_units
            + coalesce(totals.top_up_units, 0)
            - coalesce(totals.used_units, 0)
            + coalesce(totals.overage_units, 0) as remaining_units,
            coalesce(totals.overage_units, 0) as overage_units,
            contract_years.is_open,
            contract_years.as_of_on,
            contract_years.time_zone
        from contract_years
        left join
            totals
            on contract_years.agreement_id = totals.agreement_id
            and contract_years.kind = totals.kind
            and contract_years.starts_on = totals.starts_on
    )

select *
from counted
