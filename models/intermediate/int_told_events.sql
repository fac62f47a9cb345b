{{ config(materialized="view") }}

with
    openings as (select * from {{ ref("int_told_openings") }}),

    events as (select * from {{ ref("int_told_records") }}),

    {{ ordered_events("openings", "events") }}

select *
from ordered
