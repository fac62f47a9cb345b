-- One row: what the figures of a customer's month leave out, and what time can
-- still add to them.
select
    count(*) filter (
        where outcome = 'not_measurable' and month = $month
    ) as not_measurable,
    count(*) filter (where outcome = 'excluded' and month = $month) as excluded,
    count(*) filter (where outcome in ('running', 'paused')) as undecided,
from sla_clocks
where customer_id = $customer_id
