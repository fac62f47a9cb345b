with
    openings as (select * from {{ ref("int_ticket_openings") }}),

    followed_clocks as (select * from {{ ref("int_followed_clocks") }}),

    spells as (select * from {{ ref("int_ticket_spells") }}),

    followed as (
        select
            ticket_id,
            recorded_priority,
            priority,
            row_number() over (
                partition by ticket_id
                order by case metric when 'restoration' then 1 else 2 end
            ) as preference
        from followed_clocks
        where recorded_priority <> priority
    ),

    plain as (
        select
            ticket_id,
            recorded_priority,
            {{
                judged_priority(
                    "environment", "recorded_kind", "recorded_priority"
                )
            }} as priority
        from openings
        where not is_followed and recorded_kind <> 'problem'
    ),

    contradicted as (
        select ticket_id, recorded_priority, priority
        from followed
        where preference = 1
        union all
        select ticket_id, recorded_priority, priority
        from plain
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
        group by contradicted.ticket_id
    ),

    broken as (
        select
            'PRI-2' as rule_id,
            openings.customer_id,
            'tickets' as entity,
            openings.ticket_id as entity_id,
            '' as part,
            coalesce(
                dated.since_epoch, openings.opened_epoch
            ) as occurred_epoch,
            false as is_grave,
            'Recorded as '
            || contradicted.recorded_priority
            || case
                when openings.environment = 'production'
                then ', but a production service request is '
                when openings.recorded_environment = 'production'
                then ', but a ticket opened before Go-Live is '
                else ', but a non-production ticket is '
            end
            || contradicted.priority
            || ': it was judged as '
            || contradicted.priority
            || '.' as message
        from contradicted
        inner join openings on contradicted.ticket_id = openings.ticket_id
        left join dated on contradicted.ticket_id = dated.ticket_id
    )

select *
from broken
