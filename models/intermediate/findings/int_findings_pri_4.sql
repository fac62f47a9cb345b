with
    -- Where the channel was never delivered there is nothing to judge.
    supplies as (
        select * from {{ ref("int_supplies") }} where has_tickets_channel
    ),

    tickets as (
        select tickets.*
        from {{ ref("int_ordered_tickets") }} as tickets
        inner join supplies on tickets.delivery_id = supplies.delivery_id
    ),

    clocks as (
        select ticket_id, priority, opened_epoch
        from {{ ref("int_followed_clocks") }}
        where kind = 'incident' and priority in ('P1', 'P2')
        union all
        select ticket_id, recorded_priority as priority, opened_epoch
        from tickets
        where not is_followed
    ),

    urgent as (
        select
            ticket_id,
            min(priority) as priority,
            min(opened_epoch) as opened_epoch
        from clocks
        group by ticket_id
    ),

    broken as (
        select
            'PRI-4' as rule_id,
            tickets.customer_id,
            'tickets' as entity,
            tickets.ticket_id as entity_id,
            '' as part,
            urgent.opened_epoch as occurred_epoch,
            false as is_grave,
            'This '
            || urgent.priority
            || ' incident, opened on '
            || {{ day_text("tickets.opened_on") }}
            || ', was logged '
            || coalesce('by ' || tickets.channel, 'with no channel on record')
            || ', not by phone.' as message
        from urgent
        inner join tickets on urgent.ticket_id = tickets.ticket_id
        where coalesce(tickets.channel, '') <> 'phone'
    )

select *
from broken
