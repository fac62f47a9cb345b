with
    exits as (
        select *
        from {{ ref("stg_exits") }}
        where {{ epoch_seconds("requested_at") }} <= {{ as_of_epoch() }}
    ),

    requests as (
        select ticket_id
        from {{ ref("stg_tickets") }}
        where
            ticket_id in (select exits.request_ticket from exits)
            and {{ epoch_seconds("opened_at") }} <= {{ as_of_epoch() }}
    ),

    supplies as (select * from {{ ref("int_supplies") }}),

    -- Whoever delivers steps that occurred tells the course of their exit.
    stepped as (
        select distinct steps.exit_id
        from {{ ref("stg_exit_events") }} as steps
        inner join supplies on steps.delivery_id = supplies.delivery_id
        where supplies.has_exit_events_occurred_at
    ),

    in_force as (select * from {{ ref("int_agreements_in_force") }}),

    terms as (select * from {{ ref("int_agreement_terms") }}),

    agreements as (select * from {{ ref("stg_agreements") }}),

    zone_days as (select * from {{ ref("stg_zone_days") }}),

    today as (
        select time_zone, local_date
        from zone_days
        where
            starts_epoch <= {{ as_of_epoch() }}
            and ends_epoch > {{ as_of_epoch() }}
    ),

    -- An exit is an end of the customer's last agreement, whose zone and terms
    -- go on.
    ranked as (
        select
            customer_id,
            agreement_id,
            time_zone,
            row_number() over (
                partition by customer_id order by from_epoch desc
            ) as place
        from in_force
    ),

    last_terms as (
        select
            ranked.customer_id,
            ranked.time_zone,
            terms.last_day_on,
            agreements.retrieval_days
        from ranked
        inner join terms on ranked.agreement_id = terms.agreement_id
        inner join agreements on ranked.agreement_id = agreements.agreement_id
        where ranked.place = 1
    ),

    asked as (
        select
            exits.*,
            last_terms.time_zone,
            last_terms.last_day_on,
            last_terms.retrieval_days,
            {{ epoch_seconds("exits.requested_at") }} as requested_epoch,
            requests.ticket_id is not null as is_request_known,
            {% for name in needed_columns()["exits"] %}
                supplies.has_exits_{{ name }},
            {% endfor %}
            supplies.has_exit_events_occurred_at
            or stepped.exit_id is not null as has_course,
            coalesce(exits.export_wanted, false)
            and (
                {%- for product in products_with_export() %}
                    coalesce({{ names_word("exits.products", product) }}, false)
                    {%- if not loop.last %} or {% endif %}
                {%- endfor %}
            ) as has_export_stage,
            {{ days_on("last_terms.last_day_on", "last_terms.retrieval_days") }}
            as retrieval_ends_on
        from exits
        inner join supplies on exits.delivery_id = supplies.delivery_id
        left join stepped on exits.exit_id = stepped.exit_id
        left join requests on exits.request_ticket = requests.ticket_id
        left join last_terms on exits.customer_id = last_terms.customer_id
    ),

    dated as (
        select
            asked.*,
            coalesce(
                today.local_date, cast({{ instant(as_of_epoch()) }} as date)
            ) as as_of_on,
            coalesce(
                request_day.local_date, cast(asked.requested_at as date)
            ) as requested_on
        from asked
        left join today on asked.time_zone = today.time_zone
        left join
            zone_days as request_day
            on asked.time_zone = request_day.time_zone
            and asked.requested_epoch >= request_day.starts_epoch
            and asked.requested_epoch < request_day.ends_epoch
    ),

    -- Nothing to retrieve is held back from who asked for it, or where no
    -- agreement ever was. What is deleted is gone when its backups are, and the
    -- channel closes last.
    planned as (
        select
            exit_id,
            customer_id,
            request_ticket,
            is_request_known,
            requested_at,
            requested_epoch,
            requested_on,
            as_of_on,
            time_zone,
            products,
            export_wanted,
            has_export_stage,
            empty_by,
            gone_by,
            channel_closes_on,
            early_deletion_requested,
            owner,
            last_day_on,
            retrieval_days,
            retrieval_ends_on,
            case
                when early_deletion_requested
                then requested_on
                else
                    greatest(
                        requested_on, {{ days_on("retrieval_ends_on", 1) }}
                    )
            end as earliest_deletion_on,
            least(
                empty_by,
                {{ days_on("gone_by", "-" ~ backup_days()) }},
                {{ days_on("channel_closes_on", "-" ~ backup_days()) }}
            ) as latest_deletion_on,
            {% for name in needed_columns()["exits"] %}
                has_exits_{{ name }},
            {% endfor %}
            has_course,
            delivery_id,
            row_number
        from dated
    )

select *
from planned
