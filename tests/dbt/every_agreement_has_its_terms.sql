-- The joins to calendars and days lose no agreement.
select agreements.agreement_id
from {{ ref("stg_agreements") }} as agreements
left join
    {{ ref("int_agreement_terms") }} as terms
    on agreements.agreement_id = terms.agreement_id
where terms.agreement_id is null
