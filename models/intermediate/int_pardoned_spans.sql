-- When downtime is none: one span for each change that takes some out.
with
    changes as (
        select
            *,
            {{ epoch_seconds("started_at") }} as started_epoch,
            {{ epoch_seconds("planned_end") }} as planned_end_epoch
        from {{ ref("int_changes") }}
        where environment = 'production' and started_at is not null
    ),

    spans as (
        select
            changes.customer_id,
            changes.change_id,
            changes.started_epoch as from_epoch,
            coalesce(changes.ended_epoch, {{ as_of_epoch() }}) as until_epoch,
            'asked for by the customer' as cause
        from changes
        where changes.reason = 'customer_request'
        {% if var("maintenance_downtime") == "excluded" %}
            union all
            select
                changes.customer_id,
                changes.change_id,
                changes.planned_epoch as from_epoch,
                changes.planned_end_epoch as until_epoch,
                'planned maintenance' as cause
            from changes
            inner join
                {{ ref("int_change_verdicts") }} as verdicts
                on changes.change_id = verdicts.change_id
            where
                changes.reason in ('routine_maintenance', 'agreed_maintenance')
                and coalesce(
                    verdicts.keeps_chg_6, not verdicts.is_chg_6_unjudged
                )
        {% endif %}
        {% if var("emergency_maintenance") == "excluded" %}
            union all
            select
                changes.customer_id,
                changes.change_id,
                changes.started_epoch as from_epoch,
                coalesce(
                    changes.ended_epoch, {{ as_of_epoch() }}
                ) as until_epoch,
                'emergency maintenance' as cause
            from changes
            where changes.reason = 'emergency_maintenance'
        {% endif %}
    )

select *
from spans
where from_epoch < until_epoch
