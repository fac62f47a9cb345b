-- One row per contact, role and first day of it of a customer: those in force,
-- then those to come, then those of the past.
select
    contact_id,
    role,
    valid_from,
    valid_to,
    standing,
    trained_on,
    is_trained,
    tickets_logged,
    tickets_untrained,
from contacts
where customer_id = $customer_id
order by
    case standing when 'in_force' then 1 when 'to_come' then 2 else 3 end,
    case role when 'primary' then 1 when 'contact' then 2 else 3 end,
    contact_id,
    valid_from
