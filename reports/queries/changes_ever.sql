-- One row: how many changes are known of a customer, and of all customers.
select
    count(*) filter (where customer_id = $customer_id) as changes,
    count(*) as changes_of_all,
from changes
