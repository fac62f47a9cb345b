-- How many changes of a customer are known at all.
select count(*) as changes from changes where customer_id = $customer_id
