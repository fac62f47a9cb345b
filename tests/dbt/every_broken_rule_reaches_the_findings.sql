-- The joins of the mart lose none and double none.
with
    broken as (select count(*) as findings from {{ ref("int_broken_rules") }}),

    built as (
        select count(*) as findings
        from {{ ref("findings") }}
        where {{ is_made_anew() }}
    )

select broken.findings, built.findings as built_findings
from broken
cross join built
where broken.findings <> built.findings
