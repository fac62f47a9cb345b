with
    contacts as (select * from {{ ref("stg_contacts") }}),

    customer_days as (select * from {{ ref("int_customer_days") }}),

    logged as (
        select
            customer_id, logged_by as contact_id, opened_on, count(*) as tickets
        from {{ ref("int_known_tickets") }}
        where logged_by is not null
        group by customer_id, logged_by, opened_on
    ),

    spans as (
        select contacts.*, customer_days.as_of_on
        from contacts
        inner join
            customer_days on contacts.customer_id = customer_days.customer_id
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
            case
                when spans.valid_from > spans.as_of_on
                then 'to_come'
                when spans.valid_to < spans.as_of_on
                then 'past'
                else 'in_force'
            end as standing,
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
            and (
                spans.valid_from = counted.valid_from
                or (spans.valid_from is null and counted.valid_from is null)
            )
    )

select *
from told
