-- Apart from the rest, since it runs in trial builds of a file too.
{{
    unknown_records(
        [
            ("agreements", "customer_id", "customers"),
            ("sla_targets", "agreement_id", "agreements"),
        ]
    )
}}
