with
    contacts as (select * from {{ ref("stg_contacts") }}),

    terms as (select * from {{ ref("int_standing_terms") }}),

    zone_days as (select * from {{ ref("stg_zone_days") }}),

    logged as (
        select
            customer_id, logged_by as contact_id, opened_on, count(*) as tickets
        from {{ ref("int_known_tickets") }}
        where logged_by is not null
        group by customer_id, logged_by, opened_on
    ),

    today as (
        select terms.customer_id, zone_days.local_date
        from terms
        inner join
            zone_days
            on terms.time_zone = zone_days.time_zone
            and zone_days.starts_epoch <= {{ as_of_epoch() }}
            and zone_days.ends_epoch > {{ as_of_epoch() }}
        where
            terms.from_epoch <= {{ as_of_epoch() }}
            and terms.until_epoch > {{ as_of_epoch() }}
    ),

    spans as (
        select
            contacts.*,
            coalesce(today.local_date, cast({{ as_of() }} as date)) as as_of_on
        from contacts
        left join today on contacts.customer_id = today.customer_id
    ),

    counted as (
        select
            spans.customer_id,
            spans.contact_id,
            spans.role,
            spans.valid_from,
            sum(logged.tickets) as tickets_logged,
            sum(
                case
                    when coalesce(logged.opened_on >= spans.trained_on, false)
                    then 0
                    else logged.tickets
                end
            ) as tickets_untrained
        from spans
        inner join
            logged
            on spans.customer_id = logged.customer_id
            and spans.contact_id = logged.contact_id
            and coalesce(spans.valid_from <= logged.opened_on, true)
            and coalesce(spans.valid_to >= logged.opened_on, true)
        group by
            spans.customer_id, spans.contact_id, spans.role, spans.valid_from
    ),

    told as (
        select
            spans.customer_id,
            spans.contact_id,
            spans.role,
            spans.valid_from,
            spans.valid_to,
            coalesce(spans.valid_from <= spans.as_of_on, true)
            and coalesce(spans.valid_to >= spans.as_of_on, true) as is_valid,
            spans.trained_on,
            coalesce(spans.trained_on <= spans.as_of_on, false) as is_trained,
            cast(
                coalesce(counted.tickets_logged, 0) as bigint
            ) as tickets_logged,
            cast(
                coalesce(counted.tickets_untrained, 0) as bigint
            ) as tickets_untrained
        from spans
        left join
            counted
            on spans.customer_id = counted.customer_id
            and spans.contact_id = counted.contact_id
            and spans.role = counted.role
            and coalesce(
                spans.valid_from = counted.valid_from,
                counted.valid_from is null
            )
    )

select *
from told
