-- One row per exit with its customer's name, those under way first, the latest
-- first.
select
    exits.exit_id,
    exits.customer_id,
    customers.name,
    exits.stage,
    exits.requested_on,
    exits.as_of_on,
    exits.owner,
    exits.products,
    exits.export_wanted,
    exits.products_without_export,
    exits.unanswered,
    exits.tenant_deleted_on,
    exits.data_gone_due_on,
    exits.days_left,
    exits.empty_by,
    exits.gone_by,
    exits.channel_closes_on,
    exits.days_to_gone_by,
    exits.gone_by - exits.data_gone_due_on as days_to_spare,
    exits.closed_on,
    exits.late_steps,
    exits.steps_out_of_order,
    exits.missed_promises,
    exits.retrieval_ends_on,
    exits.earliest_deletion_on,
    exits.latest_deletion_on,
    exits.promise,
    exits.promise_lost_on,
from exits
left join customers on exits.customer_id = customers.customer_id
order by exits.stage = 'closed', exits.requested_on desc, exits.exit_id
