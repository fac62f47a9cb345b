with
    contract_years as (select * from {{ ref("int_contract_years") }}),

    ledger as (select * from {{ ref("quota_ledger") }}),

    by_month as (
        select
            agreement_id,
            kind,
            starts_on,
            {{ month_of("moved_on") }} as month,
            sum(
                case when movement = 'request' then - units else 0 end
            ) as used_units,
            sum(
                case when movement = 'top_up' then units else 0 end
            ) as top_up_units
        from ledger
        group by agreement_id, kind, starts_on, {{ month_of("moved_on") }}
    ),

    numbered as (
        select
            *,
            {{
                each_whole_number(
                    "0",
                    month_number("least(as_of_on, ends_on)")
                    ~ " - "
                    ~ month_number("starts_on"),
                )
            }} as months_before
        from contract_years
    ),

    months as (
        select
            *, {{ months_on(month_of("starts_on"), "months_before") }} as month
        from numbered
    ),

    {% set so_far -%}
    partition by months.agreement_id, months.kind, months.starts_on
    order by months.month
    rows between unbounded preceding and current row
    {%- endset %}
    counted as (
        select
            months.customer_id,
            months.kind,
            months.agreement_id,
            months.starts_on,
            months.month,
            cast(coalesce(by_month.used_units, 0) as bigint) as used_units,
            cast(
                sum(coalesce(by_month.used_units, 0)) over (
                    {{ so_far }}
                ) as bigint
            ) as cumulative_units,
            cast(
                months.quota_units
                + sum(coalesce(by_month.top_up_units, 0)) over (
                    {{ so_far }}
                ) as bigint
            ) as quota_units
        from months
        left join
            by_month
            on months.agreement_id = by_month.agreement_id
            and months.kind = by_month.kind
            and months.starts_on = by_month.starts_on
            and months.month = by_month.month
    )

select *
from counted
