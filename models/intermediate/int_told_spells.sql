{{ config(materialized="view") }}

with
    openings as (select * from {{ ref("int_told_openings") }}),

    events as (select * from {{ ref("int_told_events") }}),

    builds as (
        select {{ epoch_seconds("as_of") }} as as_of_epoch
        from {{ ref("builds") }}
    ),

    {{
        ticket_spells(
            "openings", "events", "(select as_of_epoch from builds)"
        )
    }}

select *
from spells
