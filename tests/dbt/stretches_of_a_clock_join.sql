-- CLK-12: from the opening to the stop or as_of, without gap or overlap.
with
    clocks as (
        select * from {{ ref("sla_clocks") }} where {{ in_sample("ticket_id") }}
    ),

    followed as (
        select
            ticket_id,
            metric,
            stretch,
            started_at,
            ended_at,
            lead(started_at) over (
                partition by ticket_id, metric order by stretch
            ) as next_started_at
        from {{ ref("int_checked_stretches") }}
    ),

    gathered as (
        select
            ticket_id,
            metric,
            min(started_at) as started_at,
            max(ended_at) as ended_at,
            count(*) as stretches,
            max(stretch) as last_stretch,
            sum(
                case
                    when
                        coalesce(next_started_at, ended_at) <> ended_at
                        or started_at >= ended_at
                    then 1
                    else 0
                end
            ) as faults
        from followed
        group by ticket_id, metric
    )

select clocks.ticket_id, clocks.metric, gathered.faults
from clocks
left join
    gathered
    on clocks.ticket_id = gathered.ticket_id
    and clocks.metric = gathered.metric
where
    gathered.ticket_id is null
    or gathered.started_at <> clocks.started_at
    or gathered.ended_at <> coalesce(clocks.stopped_at, {{ as_of() }})
    or gathered.stretches <> gathered.last_stretch
    -- A clock that stopped at its opening has one stretch without length.
    or gathered.faults
    <> case when gathered.started_at = gathered.ended_at then 1 else 0 end
