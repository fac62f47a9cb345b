-- One row per customer: its contacts in force, the findings of a month about
-- who logged what, and its last onboarding; those that break CON-1 first.
with
    logged as (
        select
            customer_id,
            count(*) filter (where rule_id = 'CON-2') as con_2_findings,
            count(*) filter (where rule_id = 'CHG-2') as chg_2_findings,
        from findings
        where rule_id in ('CON-2', 'CHG-2') and month = $month
        group by customer_id
    ),

    onboarded as (
        select
            customer_id,
            arg_max(onboarding_days, starts_on) filter (
                where onboarding_days is not null
            ) as onboarding_days,
            bool_and(is_in_order) as is_in_order,
        from onboarding
        group by customer_id
    )

select
    counts.customer_id,
    coalesce(customers.name, counts.customer_id) as name,
    counts.as_of_on,
    counts.contact_limit,
    counts.has_list,
    counts.points_of_contact,
    counts.primaries,
    counts.trained,
    counts.change_authorisers,
    counts.con_1,
    coalesce(logged.con_2_findings, 0) as con_2_findings,
    coalesce(logged.chg_2_findings, 0) as chg_2_findings,
    onboarded.onboarding_days,
    onboarded.is_in_order,
from contact_counts as counts
left join customers on counts.customer_id = customers.customer_id
left join logged on counts.customer_id = logged.customer_id
left join onboarded on counts.customer_id = onboarded.customer_id
order by
    case counts.con_1 when 'broken' then 1 when 'kept' then 3 else 2 end,
    name,
    counts.customer_id
