with
    movements as (select * from {{ ref("int_quota_movements") }}),

    -- A top-up counts from its day on: before the requests of that day.
    numbered as (
        select
            *,
            cast(
                row_number() over (
                    partition by agreement_id, kind, starts_on
                    order by moved_on, place, moved_epoch, record_id
                ) as bigint
            ) as movement_number
        from movements
    ),

    {% set year = "partition by agreement_id, kind, starts_on" %}
    {% set up_to_here -%}
    {{ year }} order by movement_number
    rows between unbounded preceding and current row
    {%- endset %}
    running as (
        select
            *,
            sum(units) over ({{ up_to_here }}) as balance_units,
            sum(case when movement = 'request' then - units else 0 end) over (
                {{ up_to_here }}
            ) as used_units,
            sum(case when movement = 'request' then 0 else units end) over (
                {{ year }}
            ) as allowed_units
        from numbered
    ),

    lowest as (
        select *, min(balance_units) over ({{ up_to_here }}) as lowest_units
        from running
    ),

    counted as (
        select
            *,
            case
                when quota_units is null then 0 else {{ overage_so_far() }}
            end as overage_so_far
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
            cast(
                overage_so_far - coalesce(
                    lag(overage_so_far) over (
                        {{ year }} order by movement_number
                    ),
                    0
                ) as bigint
            ) as overage_units,
            catalogue_item,
            decided_by,
            delivery_id,
            row_number
        from counted
    )

select *
from ledger
