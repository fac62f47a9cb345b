-- One row per month from the customer's first verdict to the month of as_of,
-- the latest first.
with
    month_verdicts as (
        select month, cast(sum(decided + not_measurable) as bigint) as verdicts,
        from sla_attainment
        where customer_id = $customer_id
        group by month
    ),

    first_months as (
        select least(coalesce(min(month), $as_of_month), $as_of_month) as month
        from month_verdicts
    ),

    months as (
        select
            unnest(
                generate_series(month, $as_of_month, interval 1 month)
            ) as month
        from first_months
    )

select
    cast(months.month as date) as month,
    coalesce(month_verdicts.verdicts, 0) > 0 as has_verdicts,
    months.month < $as_of_month as is_over,
from months
left join month_verdicts on months.month = month_verdicts.month
order by months.month desc
