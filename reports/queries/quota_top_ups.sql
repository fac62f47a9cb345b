-- One row per kind and size of a top-up: the chance that is left of using more
-- than there is.
select kind, more_units, is_pack, overage_probability,
from quota_top_ups
where agreement_id = $agreement_id and starts_on = $starts_on
order by kind, more_units
