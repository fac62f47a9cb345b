{{ config(materialized="view", tags=["moving"]) }}

-- Tickets whose source never delivers what a rule asks of them; of problems it
-- is the installation that never did. Where all sources do no ticket is read.
with
    supplies as (select * from {{ ref("int_supplies") }}),

    lacking as (
        select *
        from supplies
        where
            not has_tickets_channel
            or not has_tickets_opened_by
            or not has_tickets_catalogue_item
            or not has_ticket_events_update
    ),

    tickets as (
        select
            tickets.ticket_id,
            tickets.customer_id,
            tickets.kind,
            tickets.request_kind,
            lacking.*,
            tickets.kind = 'incident'
            and tickets.priority in ('P1', 'P2')
            and known.environment = 'production' as is_urgent
        from {{ ref("stg_tickets") }} as tickets
        inner join lacking on tickets.delivery_id = lacking.delivery_id
        inner join
            {{ ref("int_known_tickets") }} as known
            on tickets.ticket_id = known.ticket_id
    ),

    -- A log beside the list tells of news.
    logged as (
        select distinct events.ticket_id
        from {{ ref("stg_ticket_events") }} as events
        inner join tickets on events.ticket_id = tickets.ticket_id
        inner join
            supplies
            on events.delivery_id = supplies.delivery_id
            and supplies.has_ticket_events_update
        where events.occurred_at <= {{ as_of() }}
    ),

    installation as (
        select
            sum(
                case
                    when
                        has_tickets_problem_id
                        or has_ticket_events_problem
                        or has_problems_problem_id
                    then 1
                    else 0
                end
            ) as deliveries
        from supplies
    ),

    kinds as (
        select count(*) as problems
        from {{ ref("int_known_tickets") }}
        where was_problem
    ),

    waiting as (
        select
            'PRI-4' as rule_id,
            customer_id,
            source,
            'tickets.channel' as missing_list
        from tickets
        where is_urgent and not has_tickets_channel
        union all
        select
            'INC-1' as rule_id,
            tickets.customer_id,
            tickets.source,
            'ticket_events.update' as missing_list
        from tickets
        left join logged on tickets.ticket_id = logged.ticket_id
        where
            tickets.is_urgent
            and not tickets.has_ticket_events_update
            and logged.ticket_id is null
        union all
        select
            'CON-2' as rule_id,
            customer_id,
            source,
            'tickets.opened_by' as missing_list
        from tickets
        where kind <> 'problem' and not has_tickets_opened_by
        union all
        select
            'QUO-2' as rule_id,
            customer_id,
            source,
            'tickets.catalogue_item' as missing_list
        from tickets
        where
            kind = 'service_request'
            and request_kind is not null
            and not has_tickets_catalogue_item
        union all
        select
            'PRB-1' as rule_id,
            clocks.customer_id,
            cast(null as string) as source,
            'tickets.problem_id' as missing_list
        from {{ ref("sla_clocks") }} as clocks
        cross join installation
        cross join kinds
        where
            clocks.metric = 'restoration'
            and clocks.kind = 'incident'
            and clocks.priority = 'P1'
            and clocks.stopped_at is not null
            and installation.deliveries + kinds.problems = 0
    ),

    unjudged as (
        select rule_id, customer_id, source, missing_list, count(*) as records
        from waiting
        group by rule_id, customer_id, source, missing_list
    )

select *
from unjudged
