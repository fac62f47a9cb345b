with
    onboarding as (
        select agreement_id from {{ ref("onboarding") }} where not is_in_order
    ),

    findings as (
        select entity_id from {{ ref("findings") }} where rule_id = 'ONB-1'
    )

select onboarding.agreement_id, findings.entity_id
from onboarding
full outer join findings on onboarding.agreement_id = findings.entity_id
where onboarding.agreement_id is null or findings.entity_id is null
