-- One row per age and what is waited for, also where nothing is, of the open
-- requests of a customer or (null) of all.
with
    requests as (
        select age, waits_for, outcome
        from open_requests
        where
            cast($customer_id as varchar) is null or customer_id = $customer_id
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
            (values ('answer', 1), ('us', 2), ('customer', 3)) as waits(
                waits_for, wait_place
            )
    )

select
    ages.age,
    waits.waits_for,
    count(requests.age) as requests,
    count(*) filter (where requests.outcome = 'breached') as late,
from ages
cross join waits
left join
    requests on ages.age = requests.age and waits.waits_for = requests.waits_for
group by ages.age, ages.age_place, waits.waits_for, waits.wait_place
order by ages.age_place, waits.wait_place
