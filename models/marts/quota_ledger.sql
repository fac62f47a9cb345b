with
    movements as (select * from {{ ref("int_quota_movements") }}),

    -- A top-up counts from its day on: before the requests of that day.
    {% set moved -%}
    partition by agreement_id, kind, starts_on
    order by moved_on, place, moved_epoch, record_id
    {%- endset %}
    {% set up_to_here -%}
    {{ moved }} rows between unbounded preceding and current row
    {%- endset %}
    {% set whole_year -%}
    {{ moved }} rows between unbounded preceding and unbounded following
    {%- endset %}
    consumed as (
        select
            *, case when movement = 'request' then - units else 0 end as taken
        from movements
    ),

    running as (
        select
            *,
            cast(row_number() over ({{ moved }}) as bigint) as movement_number,
            sum(units) over ({{ up_to_here }}) as balance_units,
            sum(taken) over ({{ up_to_here }}) as used_units,
            sum(units + taken) over ({{ whole_year }}) as allowed_units
        from consumed
    ),

    -- Asked for under one reading alone.
    {% set so_far -%}
    partition by agreement_id, kind, starts_on order by movement_number
    rows between unbounded preceding
    {%- endset %}
    lowest as (
        select
            *,
            min(balance_units) over (
                {{ so_far }} and current row
            ) as lowest_units,
            min(balance_units) over (
                {{ so_far }} and 1 preceding
            ) as lowest_before
        from running
    ),

    counted as (
        select
            *,
            case
                when quota_units is null
                then 0
                else {{ overage("used_units", "lowest_units") }}
            end as overage_so_far,
            case
                when quota_units is null
                then 0
                else
                    {{
                        overage(
                            "used_units - taken", "coalesce(lowest_before, 0)"
                        )
                    }}
            end as overage_before
        from lowest
    ),

    ledger as (
        select
            customer_id,
            kind,
            agreement_id,
            starts_on,
            movement_number,
            movement,
            moved_on,
            record_id,
            units,
            cast(
                case
                    when quota_units is not null then {{ balance_after() }}
                end as bigint
            ) as balance_units,
            cast(overage_so_far - overage_before as bigint) as overage_units,
            catalogue_item,
            decided_by,
            delivery_id,
            row_number
        from counted
    )

select *
from ledger
