-- Every ticket of this build opened by as_of has each of its clocks, or that
-- clock was judged a problem: neither a row too few nor a row too many
-- (CLK-10).
with
    opened as (
        select ticket_id
        from {{ ref("stg_tickets") }}
        where opened_at <= {{ as_of() }} and {{ in_scope("ticket_id") }}
    ),

    plain as (
        select ticket_id, recorded_kind as kind
        from {{ ref("int_ticket_openings") }}
        where not is_followed
    ),

    judged as (
        select ticket_id, kind
        from {{ ref("int_response_clocks") }}
        union all
        select ticket_id, kind
        from {{ ref("int_restoration_clocks") }}
        union all
        select ticket_id, kind
        from plain
        union all
        select ticket_id, kind
        from plain
    ),

    expected as (
        select
            opened.ticket_id,
            count(judged.ticket_id) as judged_clocks,
            sum(case when judged.kind <> 'problem' then 1 else 0 end) as clocks
        from opened
        left join judged on opened.ticket_id = judged.ticket_id
        group by opened.ticket_id
    ),

    built as (
        select ticket_id, count(*) as clocks
        from {{ ref("sla_clocks") }}
        where {{ in_scope("ticket_id") }}
        group by ticket_id
    )

select
    expected.ticket_id,
    expected.judged_clocks,
    expected.clocks,
    built.clocks as built_clocks
from expected
left join built on expected.ticket_id = built.ticket_id
where
    expected.judged_clocks <> 2 or expected.clocks <> coalesce(built.clocks, 0)
