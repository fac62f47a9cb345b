with
    tickets as (
        select *
        from {{ ref("int_ticket_openings") }}
        where recorded_kind <> 'problem' and opened_by is not null
    ),

    contacts as (select * from {{ ref("stg_contacts") }}),

    -- Without a list there is nothing to judge.
    listed as (select distinct customer_id from contacts),

    logged as (
        select
            tickets.ticket_id,
            tickets.customer_id,
            tickets.recorded_kind as kind,
            tickets.opened_by,
            tickets.opened_on,
            tickets.opened_epoch
        from tickets
        inner join listed on tickets.customer_id = listed.customer_id
    ),

    entitled as (
        select distinct logged.ticket_id
        from logged
        inner join
            contacts
            on logged.customer_id = contacts.customer_id
            and logged.opened_by = contacts.contact_id
            and coalesce(logged.opened_on >= contacts.valid_from, true)
            and coalesce(logged.opened_on <= contacts.valid_to, true)
            and (
                contacts.role in ('primary', 'contact')
                or contacts.role = 'change_authoriser'
                and logged.kind = 'service_request'
            )
    ),

    broken as (
        select
            'CON-2' as rule_id,
            logged.customer_id,
            'tickets' as entity,
            logged.ticket_id as entity_id,
            '' as part,
            logged.opened_epoch as occurred_epoch,
            false as is_grave,
            'Logged by '
            || logged.opened_by
            || ', who was no point of contact'
            || case
                when logged.kind = 'service_request'
                then ' and no authorised change contact'
                else ''
            end
            || ' of the customer on '
            || {{ day_text("logged.opened_on") }}
            || '.' as message
        from logged
        left join entitled on logged.ticket_id = entitled.ticket_id
        where entitled.ticket_id is null
    )

select *
from broken
