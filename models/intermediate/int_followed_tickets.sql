{{ config(materialized="view") }}

select *
from {{ ref("int_ticket_openings") }}
where is_followed
