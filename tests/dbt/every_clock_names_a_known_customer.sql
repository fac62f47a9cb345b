-- Apart from the rest, since it runs in trial builds too.
{{
    unknown_records(
        [
            ("sla_clocks", "customer_id", "customers"),
            ("tickets", "customer_id", "customers"),
        ]
    )
}}
