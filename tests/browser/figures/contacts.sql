-- said
select
    concat(
        count(*),
        if(count(*) = 1, ' point of contact is', ' points of contact are'),
        ' in force on '
    ) as points,
    concat(count(*), ' role') as roles,
from contacts
where customer_id = $customer and is_valid and role in ('primary', 'contact')
;

-- table: roles? in force; tickets logged
select
    contact_id as "Contact",
    role as "Role",
    tickets_logged as "Tickets logged",
    tickets_untrained as "Of them untrained",
from contacts
where customer_id = $customer and is_valid and role in ('primary', 'contact')
order by role = 'contact', contact_id, valid_from
;

-- table: authorised change contacts? in force
select
    contact_id as "Contact",
    tickets_logged as "Tickets logged",
    tickets_untrained as "Of them untrained",
from contacts
where customer_id = $customer and is_valid and role = 'change_authoriser'
order by contact_id, valid_from
;

-- table: agreements?, the latest first
select
    agreement_id as "Agreement",
    strftime(starts_on, '%-d %b %Y') as "From",
    strftime(last_day_on, '%-d %b %Y') as "To",
from agreements
where customer_id = $customer
order by starts_on desc, agreement_id desc
