-- What is known of the tickets that changes name, at the instants that count.
with
    changes as (select * from {{ ref("int_changes") }}),

    tickets as (
        select * from {{ ref("stg_tickets") }} where opened_at <= {{ as_of() }}
    ),

    known as (select * from {{ ref("int_known_tickets") }}),

    spells as (select * from {{ ref("int_watched_spells") }}),

    terms as (select * from {{ ref("int_standing_terms") }}),

    zone_days as (select * from {{ ref("stg_zone_days") }}),

    contacts as (select * from {{ ref("stg_contacts") }}),

    listed as (select distinct customer_id from contacts),

    supplies as (select * from {{ ref("int_supplies") }}),

    named as (
        select
            changes.change_id,
            changes.customer_id,
            tickets.ticket_id,
            spells.kind,
            tickets.opened_by,
            supplies.has_tickets_opened_by,
            tickets.opened_at,
            {{ epoch_seconds("tickets.opened_at") }} as opened_epoch
        from changes
        inner join tickets on changes.request_ticket = tickets.ticket_id
        inner join supplies on tickets.delivery_id = supplies.delivery_id
        inner join
            spells
            on tickets.ticket_id = spells.ticket_id
            and spells.until_epoch = 1000000000000
    ),

    dated as (
        select
            named.*,
            {{
                local_date(
                    "named.opened_epoch",
                    "cast(named.opened_at as date)",
                    "zone_days",
                )
            }} as opened_on
        from named
        left join
            terms
            on named.customer_id = terms.customer_id
            and named.opened_epoch >= terms.from_epoch
            and named.opened_epoch < terms.until_epoch
        left join
            zone_days
            on terms.time_zone = zone_days.time_zone
            and cast(named.opened_at as date) = zone_days.local_date
    ),

    authorised as (
        select distinct dated.change_id
        from dated
        inner join
            contacts
            on dated.customer_id = contacts.customer_id
            and dated.opened_by = contacts.contact_id
            and contacts.role = 'change_authoriser'
            and coalesce(dated.opened_on >= contacts.valid_from, true)
            and coalesce(dated.opened_on <= contacts.valid_to, true)
    ),

    -- What the incident named was when work began.
    mended as (
        select
            changes.change_id,
            spells.priority,
            case
                when known.ticket_id is null
                then 'ticket'
                when spells.ticket_id is null
                then 'opening'
                when known.environment <> 'production'
                then 'production'
                when spells.kind <> 'incident'
                then 'incident'
                when {{ clock_state("spells.status") }} = 'standing'
                then 'open'
            end as lacks
        from changes
        left join known on changes.incident_ticket = known.ticket_id
        left join
            spells
            on changes.incident_ticket = spells.ticket_id
            and changes.begins_epoch >= spells.from_epoch
            and changes.begins_epoch < spells.until_epoch
        where changes.incident_ticket is not null
    ),

    gathered as (
        select
            changes.change_id,
            dated.kind as request_kind,
            dated.opened_epoch as request_opened_epoch,
            dated.opened_on as request_opened_on,
            dated.opened_by as request_opened_by,
            dated.has_tickets_opened_by,
            listed.customer_id is not null as has_contacts,
            authorised.change_id is not null as is_authorised,
            case
                when mended.lacks is null then mended.priority
            end as incident_priority,
            mended.lacks as incident_lacks
        from changes
        left join dated on changes.change_id = dated.change_id
        left join listed on changes.customer_id = listed.customer_id
        left join authorised on changes.change_id = authorised.change_id
        left join mended on changes.change_id = mended.change_id
    )

select *
from gathered
