-- The joins to the contract years lose no request and double none.
with
    exits as (
        select distinct request_ticket
        from {{ ref("stg_exits") }}
        where
            requested_at <= {{ as_of() }}
            and {{ "false" if var("exit_request") == "consumes" else "true" }}
    ),

    consuming as (
        select count(*) as requests
        from {{ ref("int_quota_requests") }} as quota_requests
        left join exits on quota_requests.ticket_id = exits.request_ticket
        where
            quota_requests.agreement_id is not null
            and not quota_requests.is_dropped
            and exits.request_ticket is null
    ),

    listed as (
        select count(*) as requests
        from {{ ref("quota_ledger") }}
        where movement = 'request'
    )

select consuming.requests, listed.requests as listed_requests
from consuming
cross join listed
where consuming.requests <> listed.requests
