-- The joins to the contract years lose no request and double none.
with
    consuming as (
        select count(*) as requests
        from {{ ref("int_quota_requests") }}
        where
            agreement_id is not null
            and not is_dropped
            and (
                {{ "false" if var("exit_request") != "consumes" else "true" }}
                or ticket_id not in (
                    select request_ticket
                    from {{ ref("stg_exits") }}
                    where
                        request_ticket is not null
                        and requested_at <= {{ as_of() }}
                )
            )
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
