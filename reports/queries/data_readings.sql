-- One row per reading of the rules, those that differ from their default first.
select name, value, default_value, is_default, rule_id
from readings
order by is_default, rule_id, name
