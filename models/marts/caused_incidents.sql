-- What names no known change counts to none.
with
    tickets as (
        select *
        from {{ ref("stg_tickets") }}
        where
            caused_by_change is not null
            and kind = 'incident'
            and opened_at <= {{ as_of() }}
    ),

    changes as (select * from {{ ref("int_changes") }}),

    caused as (
        select
            changes.change_id,
            tickets.ticket_id,
            tickets.customer_id,
            tickets.opened_at
        from tickets
        inner join changes on tickets.caused_by_change = changes.change_id
    )

select *
from caused
