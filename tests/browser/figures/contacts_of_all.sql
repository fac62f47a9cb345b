-- said
select
    concat(
        'Of ',
        count(*),
        ' customers ',
        count(*) filter (where con_1 = 'broken'),
        if(count(*) filter (where con_1 = 'broken') = 1, ' does', ' do'),
        ' not keep the number and the one primary'
    ) as kept,
from contact_counts
;

-- table: Points of contact in force
select
    customers.name as "Customer",
    if(counts.has_list, counts.primaries, null) as "Primary",
    if(counts.has_list, counts.change_authorisers, null) as "For changes",
    (
        select count(*)
        from findings
        where
            rule_id = 'CON-2'
            and customer_id = counts.customer_id
            and month = $month
    ) as "CON-2",
    (
        select count(*)
        from findings
        where
            rule_id = 'CHG-2'
            and customer_id = counts.customer_id
            and month = $month
    ) as "CHG-2",
from contact_counts as counts
inner join customers using (customer_id)
order by
    case counts.con_1 when 'broken' then 1 when 'kept' then 3 else 2 end,
    customers.name,
    counts.customer_id
limit 50
