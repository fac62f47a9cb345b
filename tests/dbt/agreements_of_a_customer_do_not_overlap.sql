select agreements.customer_id, agreements.from_epoch
from {{ ref("int_agreements_in_force") }} as agreements
inner join
    {{ ref("int_agreements_in_force") }} as others
    on agreements.customer_id = others.customer_id
where
    agreements.from_epoch < others.from_epoch
    and agreements.until_epoch > others.from_epoch
