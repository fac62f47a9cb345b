-- What names a record of another table names one that is there.
{{
    unknown_records(
        [
            ("int_checked_stretches", "ticket_id", "int_known_tickets"),
            ("sla_clocks", "ticket_id", "int_known_tickets"),
            ("reconciliation", "ticket_id", "int_known_tickets"),
            ("downgrades", "ticket_id", "int_known_tickets"),
            ("near_misses", "ticket_id", "int_known_tickets"),
            ("demand", "customer_id", "customers"),
            ("sla_attainment", "customer_id", "customers"),
            ("reconciliation", "customer_id", "customers"),
            ("findings", "customer_id", "customers"),
            ("downgrades", "customer_id", "customers"),
            ("near_misses", "customer_id", "customers"),
            ("requested_priorities", "customer_id", "customers"),
            ("contacts", "customer_id", "customers"),
            ("contact_counts", "customer_id", "customers"),
            ("onboarding", "customer_id", "customers"),
            ("caused_incidents", "change_id", "changes"),
            ("findings", "rule_id", "rule_severities"),
            ("quarantine", "delivery_id", "deliveries"),
        ]
    )
}}
