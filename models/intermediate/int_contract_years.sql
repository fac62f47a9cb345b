with
    agreements as (select * from {{ ref("stg_agreements") }}),

    terms as (select * from {{ ref("int_agreement_terms") }}),

    in_force as (
        select *
        from {{ ref("int_agreements_in_force") }}
        where
            from_epoch <= {{ as_of_epoch() }}
            and until_epoch > {{ as_of_epoch() }}
    ),

    todays as (
        select time_zone, local_date as as_of_on
        from {{ ref("stg_zone_days") }}
        where
            starts_epoch <= {{ as_of_epoch() }}
            and ends_epoch > {{ as_of_epoch() }}
    ),

    begun as (
        select
            terms.customer_id,
            terms.agreement_id,
            terms.time_zone,
            terms.starts_on as agreement_starts_on,
            terms.last_day_on,
            todays.as_of_on,
            agreements.standard_quota,
            agreements.nonstandard_quota,
            agreements.delivery_id,
            agreements.row_number,
            in_force.agreement_id is not null as is_in_force
        from terms
        inner join agreements on terms.agreement_id = agreements.agreement_id
        inner join todays on terms.time_zone = todays.time_zone
        left join in_force on terms.agreement_id = in_force.agreement_id
        where terms.starts_on <= least(todays.as_of_on, terms.last_day_on)
    ),

    numbered as (
        select
            *,
            {{
                each_whole_number(
                    "0",
                    "extract(year from least(as_of_on, last_day_on))"
                    ~ " - extract(year from agreement_starts_on)",
                )
            }} as years_before
        from begun
    ),

    -- From the first day and not from year to year: 29 February comes back.
    dated as (
        select
            *,
            {{ months_on("agreement_starts_on", "12 * years_before") }}
            as starts_on,
            {{
                days_on(
                    months_on(
                        "agreement_starts_on", "12 * years_before + 12"
                    ),
                    -1,
                )
            }} as full_end_on
        from numbered
    ),

    ended as (
        select *, least(full_end_on, last_day_on) as ends_on
        from dated
        where starts_on <= least(as_of_on, last_day_on)
    ),

    of_both_kinds as (
        select *, 'standard' as kind, standard_quota as agreed_units
        from ended
        union all
        select *, 'nonstandard' as kind, nonstandard_quota as agreed_units
        from ended
    )

select
    customer_id,
    kind,
    agreement_id,
    cast(years_before + 1 as bigint) as contract_year,
    starts_on,
    ends_on,
    {{ yearly_quota("agreed_units", "starts_on", "ends_on", "full_end_on") }}
    as quota_units,
    is_in_force and as_of_on between starts_on and ends_on as is_open,
    as_of_on,
    time_zone,
    agreement_starts_on,
    delivery_id,
    row_number
from of_both_kinds
