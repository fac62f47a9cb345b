-- One row per kind and day of a contract year on which units moved, and one for
-- its first day and for as_of: what was used by then, and the quota with the
-- top-ups by then.
with
    years as (
        select *
        from contract_years
        where agreement_id = $agreement_id and starts_on = $starts_on
    ),

    moves as (
        select
            kind,
            moved_on as day,
            case when movement = 'request' then - units else 0 end as used,
            case when movement = 'top_up' then units else 0 end as bought,
        from quota_ledger
        where agreement_id = $agreement_id and starts_on = $starts_on
        union all
        select kind, starts_on as day, 0 as used, 0 as bought,
        from years
        union all
        select kind, least(as_of_on, ends_on) as day, 0 as used, 0 as bought,
        from years
    ),

    days as (
        select kind, day, sum(used) as used, sum(bought) as bought,
        from moves
        group by kind, day
    )

select
    days.kind,
    days.day,
    cast(
        sum(days.used) over (partition by days.kind order by days.day) as bigint
    ) as cumulative_units,
    cast(
        years.quota_units + sum(days.bought) over (
            partition by days.kind order by days.day
        ) as bigint
    ) as quota_units,
    cast(days.bought as bigint) as bought_units,
from days
inner join years on days.kind = years.kind
order by days.kind, days.day
