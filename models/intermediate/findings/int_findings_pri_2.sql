with
    clocks as (select * from {{ ref("int_judged_clocks") }}),

    spells as (select * from {{ ref("int_ticket_spells") }}),

    tickets as (select * from {{ ref("stg_tickets") }}),

    contradicted as (
        select
            *,
            row_number() over (
                partition by ticket_id
                order by case metric when 'restoration' then 1 else 2 end
            ) as preference
        from clocks
        where recorded_priority <> priority
    ),

    -- Since when the record and the rule have said so.
    dated as (
        select contradicted.ticket_id, min(spells.from_epoch) as since_epoch
        from contradicted
        inner join
            spells
            on contradicted.ticket_id = spells.ticket_id
            and contradicted.recorded_priority = spells.recorded_priority
            and contradicted.priority = spells.priority
        where contradicted.preference = 1
        group by contradicted.ticket_id
    ),

    broken as (
        select
            'PRI-2' as rule_id,
            tickets.customer_id,
            'tickets' as entity,
            tickets.ticket_id as entity_id,
            '' as part,
            coalesce(
                dated.since_epoch, contradicted.opened_epoch
            ) as occurred_epoch,
            false as is_grave,
            'Recorded as '
            || contradicted.recorded_priority
            || case
                when contradicted.environment = 'production'
                then ', but a production service request is '
                when tickets.environment = 'production'
                then ', but a ticket opened before Go-Live is '
                else ', but a non-production ticket is '
            end
            || contradicted.priority
            || ': it was judged as '
            || contradicted.priority
            || '.' as message
        from contradicted
        inner join tickets on contradicted.ticket_id = tickets.ticket_id
        left join dated on contradicted.ticket_id = dated.ticket_id
        where contradicted.preference = 1
    )

select *
from broken
