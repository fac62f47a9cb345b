-- Made from ingest/contract.py by `python -m ingest.derive`; change it there.
with
    delivered as (select * from {{ source("raw", "exit_events") }}),

    filled as (
        select
            exit_id,
            step,
            planned_on,
            occurred_at,
            note,
            updated_at,
            delivery_id,
            row_number
        from delivered
    ),

    generations as (
        select
            *,
            sum(case when updated_at is null then 1 else 0 end) over (
                partition by exit_id, step
                order by delivery_id, row_number
                rows between unbounded preceding and current row
            ) as generation
        from filled
    ),

    versions as (
        select
            *,
            row_number() over (
                partition by exit_id, step
                order by
                    generation desc,
                    updated_at desc nulls last,
                    delivery_id desc,
                    row_number desc
            ) as version
        from generations
    ),

    in_force as (
        select
            exit_id,
            step,
            planned_on,
            occurred_at,
            note,
            updated_at,
            delivery_id,
            row_number
        from versions
        where version = 1
    )

select *
from in_force
