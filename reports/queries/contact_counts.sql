-- One row per customer: its contacts in force against the limit of its
-- agreement
-- (CON-1).
select
    as_of_on,
    agreement_id,
    contact_limit,
    has_list,
    points_of_contact,
    primaries,
    trained,
    change_authorisers,
    con_1,
from contact_counts
where customer_id = $customer_id
