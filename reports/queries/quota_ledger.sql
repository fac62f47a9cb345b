-- One row per movement of units in a contract year, the latest first.
select
    ledger.kind,
    ledger.movement_number,
    ledger.movement,
    ledger.moved_on,
    ledger.record_id,
    ledger.units,
    ledger.balance_units,
    ledger.overage_units,
    ledger.catalogue_item,
    ledger.decided_by,
    case when ledger.movement = 'request' then tickets.summary end as summary,
    deliveries.file_name,
    ledger.row_number,
from quota_ledger as ledger
left join tickets on ledger.record_id = tickets.ticket_id
left join deliveries on ledger.delivery_id = deliveries.delivery_id
where ledger.agreement_id = $agreement_id and ledger.starts_on = $starts_on
order by ledger.kind, ledger.movement_number desc
