"""An example row for each entity: of one customer, so that they fit together."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

Row = Mapping[str, str]

# Columns that are not named stay empty; every value is written as a cell of the contract.
EXAMPLES: Mapping[str, Row] = MappingProxyType(
    {
        "customers": {
            "customer_id": "C-0042",
            "name": "Example Works",
            "csm_email": "manager@example.com",
        },
        "agreements": {
            "agreement_id": "A-0042",
            "customer_id": "C-0042",
            "starts_on": "2026-01-01",
            "ends_on": "2026-12-31",
            "time_zone": "Europe/Berlin",
            "support_region": "DE-BY",
            "opens_at": "08:00",
            "closes_at": "17:00",
            "working_days": "Mon Tue Wed Thu Fri",
            "go_live_on": "2026-02-01",
            "standard_quota": "120",
            "nonstandard_quota": "12",
            "availability_target_pct": "99.5",
            "contact_limit": "3",
        },
        "sla_overrides": {
            "agreement_id": "A-0042",
            "metric": "response",
            "priority": "P2",
            "target_seconds": "7200",
            "calendar": "business",
            "valid_from": "2026-01-01",
        },
        "holidays": {
            "support_region": "DE-BY",
            "date": "2026-12-24",
            "name": "Christmas Eve",
            "observed": "true",
        },
        "top_ups": {
            "top_up_id": "TU-0001",
            "customer_id": "C-0042",
            "kind": "standard",
            "units": "20",
            "purchased_on": "2026-05-04",
        },
        "planned_requests": {
            "customer_id": "C-0042",
            "kind": "standard",
            "month": "2026-09-01",
            "units": "15",
            "note": "New office",
        },
        "catalogue": {
            "customer_id": "C-0042",
            "item": "007-password-reset",
            "title": "Reset a password",
            "self_service": "true",
            "valid_from": "2026-01-01",
        },
        "contacts": {
            "customer_id": "C-0042",
            "contact_id": "ada@example.com",
            "role": "primary",
            "valid_from": "2026-01-01",
            "trained_on": "2026-01-15",
        },
        "tickets": {
            "ticket_id": "T-1001",
            "customer_id": "C-0042",
            "kind": "incident",
            "environment": "production",
            "priority": "P2",
            "opened_at": "2026-06-16T14:59:00+02:00",
        },
        "ticket_events": {
            "ticket_id": "T-1001",
            "occurred_at": "2026-06-16T15:10:00+02:00",
            "field": "status",
            "value": "in_progress",
        },
        "source_verdicts": {
            "ticket_id": "T-1001",
            "metric": "response",
            "name": "First response",
            "outcome": "met",
        },
        "changes": {
            "change_id": "CH-0001",
            "customer_id": "C-0042",
            "type": "normal",
            "reason": "service_update",
            "environment": "production",
            "planned_start": "2026-07-04T20:00:00+02:00",
            "planned_end": "2026-07-04T23:00:00+02:00",
        },
        "exits": {
            "exit_id": "EX-0001",
            "customer_id": "C-0042",
            "requested_at": "2026-10-01T09:00:00+02:00",
            "products": "SMAX CMS",
            "export_wanted": "true",
            "gone_by": "2027-03-31",
            "owner": "ada@example.com",
        },
        "exit_events": {
            "exit_id": "EX-0001",
            "step": "contact_named",
            "planned_on": "2026-10-05",
            "occurred_at": "2026-10-02T11:30:00+02:00",
        },
    }
)
