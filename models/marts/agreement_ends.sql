with
    terms as (select * from {{ ref("int_agreement_terms") }}),

    agreements as (select * from {{ ref("stg_agreements") }}),

    exits as (
        select *
        from {{ ref("stg_exits") }}
        where {{ epoch_seconds("requested_at") }} <= {{ as_of_epoch() }}
    ),

    exit_events as (select * from {{ ref("stg_exit_events") }}),

    zone_days as (select * from {{ ref("stg_zone_days") }}),

    -- The steps after which nobody of the customer asks for anything.
    last_steps as (
        select *, 'access_revoked' as step, cast(null as date) as agreed_on
        from exits
        union all
        select *, 'tenant_deleted' as step, empty_by as agreed_on
        from exits
        union all
        select *, 'channel_closed' as step, channel_closes_on as agreed_on
        from exits
    ),

    of_agreements as (
        select
            terms.agreement_id,
            terms.time_zone,
            least(
                coalesce(last_steps.agreed_on, exit_events.planned_on),
                coalesce(exit_events.planned_on, last_steps.agreed_on)
            ) as planned_on,
            case
                when
                    {{ epoch_seconds("exit_events.occurred_at") }}
                    <= {{ as_of_epoch() }}
                then {{ epoch_seconds("exit_events.occurred_at") }}
            end as occurred_epoch
        from last_steps
        inner join
            terms
            on last_steps.customer_id = terms.customer_id
            and {{ epoch_seconds("last_steps.requested_at") }}
            >= terms.starts_epoch
            and {{ epoch_seconds("last_steps.requested_at") }}
            < terms.ends_epoch
        left join
            exit_events
            on last_steps.exit_id = exit_events.exit_id
            and last_steps.step = exit_events.step
    ),

    -- A plan whose day passed without the step is no end.
    dated as (
        select
            of_agreements.agreement_id,
            case
                when occurred.local_date is not null
                then occurred.local_date
                when of_agreements.planned_on >= todays.local_date
                then of_agreements.planned_on
            end as ends_on
        from of_agreements
        inner join
            zone_days as todays
            on of_agreements.time_zone = todays.time_zone
            and todays.starts_epoch <= {{ as_of_epoch() }}
            and todays.ends_epoch > {{ as_of_epoch() }}
        left join
            zone_days as occurred
            on of_agreements.time_zone = occurred.time_zone
            and of_agreements.occurred_epoch >= occurred.starts_epoch
            and of_agreements.occurred_epoch < occurred.ends_epoch
    ),

    first_ends as (
        select agreement_id, min(ends_on) as exit_ends_on
        from dated
        group by agreement_id
    ),

    agreement_ends as (
        select
            terms.agreement_id,
            terms.customer_id,
            terms.last_day_on,
            coalesce(
                agreements.terminated_on < agreements.ends_on, false
            ) as is_terminated,
            first_ends.agreement_id is not null as has_exit,
            first_ends.exit_ends_on
        from terms
        inner join agreements on terms.agreement_id = agreements.agreement_id
        left join first_ends on terms.agreement_id = first_ends.agreement_id
    )

select *
from agreement_ends
