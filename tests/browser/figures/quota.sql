-- metrics
with
    years as (
        select
            years.kind,
            concat(
                years.used_units,
                ' of ',
                years.quota_units + years.top_up_units,
                ' units'
            ) as used,
            case
                when exhaustion_probability = 0
                then '0 %'
                when exhaustion_probability < 0.01
                then 'less than 1 %'
                when exhaustion_probability = 1
                then '100 %'
                when exhaustion_probability > 0.99
                then 'more than 99 %'
                else format('{:.0f} %', 100 * exhaustion_probability)
            end as chance,
            case
                recommended_top_up_units
                when 0
                then 'none needed'
                when 1
                then '1 unit'
                else concat(recommended_top_up_units, ' units')
            end as top_up,
        from contract_years as years
        inner join
            quota_forecasts as forecasts
            on years.agreement_id = forecasts.agreement_id
            and years.kind = forecasts.kind
            and years.starts_on = forecasts.starts_on
        where
            years.customer_id = $customer
            and years.starts_on <= $month
            and years.ends_on >= last_day($month)
    ),

    metrics as (
        select kind, 1 as place, 'Used of the quota' as label, used as figure,
        from years
        union all
        select kind, 2 as place, 'Chance that it runs out' as label, chance,
        from years
        union all
        select
            kind,
            3 as place,
            'Top-up that holds 9 times in 10' as label,
            top_up,
        from years
    )

select label, figure,
from metrics
order by kind desc, place
;

-- said
select
    concat(
        'The ledger: ', count(*) filter (where kind = 'standard'), ' movement'
    ) as standard,
    concat(
        'The ledger: ',
        count(*) filter (where kind = 'nonstandard'),
        ' movement'
    ) as nonstandard,
from quota_ledger
where
    customer_id = $customer
    and starts_on = (
        select max(starts_on)
        from contract_years
        where
            customer_id = $customer
            and starts_on <= $month
            and ends_on >= last_day($month)
    )
;

-- table: Sizes that hold
select units as "Units to buy",
from
    (
        select
            kind,
            unnest(
                [
                    top_up_units_50,
                    top_up_units_80,
                    recommended_top_up_units,
                    top_up_units_95
                ]
            ) as units,
            generate_subscripts([1, 2, 3, 4], 1) as place,
        from quota_forecasts
        where
            customer_id = $customer
            and starts_on <= $month
            and ends_on >= last_day($month)
    ) as sizes
order by kind desc, place
;

-- table: Every movement of units
select
    strftime(moved_on, '%-d %b %Y') as "Day",
    record_id as "Record",
    format('{:+d}', units) as "Units",
    balance_units as "Balance",
from quota_ledger
where
    customer_id = $customer
    and starts_on = (
        select max(starts_on)
        from contract_years
        where
            customer_id = $customer
            and starts_on <= $month
            and ends_on >= last_day($month)
    )
qualify
    row_number() over (partition by kind order by movement_number desc) <= 50
order by kind desc, movement_number desc
