-- One row per known project of a customer that is still to come in a contract
-- year.
select
    planned.kind,
    planned.month,
    sum(planned.units) as units,
    string_agg(planned.note, '; ' order by planned.planned_on) as note,
from planned_requests as planned
inner join
    contract_years as years
    on planned.customer_id = years.customer_id
    and planned.kind = years.kind
where
    years.agreement_id = $agreement_id
    and years.starts_on = $starts_on
    and planned.month >= date_trunc('month', years.as_of_on)
    and planned.month <= years.ends_on
group by planned.kind, planned.month
order by planned.kind, planned.month
