-- One row per exit and phase that it has come to, from its first day up to the
-- last, or to the day looked from.
with
    ends as (
        select
            exit_id,
            requested_on,
            coalesce(tenant_deleted_on, closed_on, as_of_on) as held_until,
            tenant_deleted_on,
            least(data_gone_due_on, as_of_on) as backed_up_until,
            coalesce(closed_on, as_of_on) as ends_on,
        from exits
    )

select
    exit_id,
    'data held' as phase,
    requested_on as from_on,
    held_until as until_on,
from ends
union all
select
    exit_id,
    'in backups' as phase,
    tenant_deleted_on as from_on,
    backed_up_until,
from ends
where tenant_deleted_on is not null
union all
select exit_id, 'data gone' as phase, backed_up_until as from_on, ends_on,
from ends
where backed_up_until < ends_on
order by exit_id, from_on
