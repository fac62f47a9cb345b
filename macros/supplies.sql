{# The columns without which a rule cannot be judged: a record whose source never
   brought one is no breach (shared word: supplied). Of ticket events a field. #}
{% macro needed_columns() -%}
    {{-
        return(
            {
                "tickets": [
                    "channel",
                    "opened_by",
                    "catalogue_item",
                    "problem_id",
                ],
                "ticket_events": ["update", "problem"],
                "problems": ["problem_id"],
                "changes": [
                    "change_id",
                    "request_ticket",
                    "incident_ticket",
                    "template",
                    "interrupts_service",
                    "notified_at",
                    "customer_agreed_at",
                    "approved_at",
                    "tested_at",
                    "customer_reviewed_at",
                    "ended_at",
                    "outcome",
                ],
                "exits": [
                    "request_ticket",
                    "export_wanted",
                    "empty_by",
                    "gone_by",
                    "channel_closes_on",
                    "early_deletion_requested",
                    "owner",
                ],
                "exit_events": ["exit_id", "occurred_at"],
            }
        )
    }}
{%- endmacro %}
