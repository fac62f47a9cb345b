-- One row per age and what is waited for, also where nothing is, of the open
-- requests of a customer or (null) of all; what an export hides is a row only
-- where it does (CLK-13).
with
    requests as (
        select
            requests.age,
            requests.outcome,
            case
                when
                    requests.waits_for = 'us'
                    and not tickets.has_restoration_history
                    or requests.waits_for = 'answer'
                    and not tickets.has_response_history
                then 'unknown'
                else requests.waits_for
            end as waits_for,
        from open_requests as requests
        left join tickets on requests.ticket_id = tickets.ticket_id
        where
            cast($customer_id as varchar) is null
            or requests.customer_id = $customer_id
    ),

    ages as (
        select *
        from
            (
                values
                    ('under_1_day', 1),
                    ('1_to_7_days', 2),
                    ('1_to_4_weeks', 3),
                    ('over_4_weeks', 4)
            ) as ages(age, age_place)
    ),

    waits as (
        select *
        from
            (
                values ('answer', 1), ('us', 2), ('customer', 3), ('unknown', 4)
            ) as waits(waits_for, wait_place)
        where
            waits_for <> 'unknown'
            or waits_for in (select waits_for from requests)
    )

select
    ages.age,
    waits.waits_for,
    count(requests.age) as requests,
    count(*) filter (where requests.outcome = 'breached') as late,
    count(*) filter (
        where requests.outcome = 'not_measurable'
    ) as not_measurable,
from ages
cross join waits
left join
    requests on ages.age = requests.age and waits.waits_for = requests.waits_for
group by ages.age, ages.age_place, waits.waits_for, waits.wait_place
order by ages.age_place, waits.wait_place
