"""The words of the portfolio: products, categories, titles, people."""

from __future__ import annotations

FIRST_NAMES = ("amara", "ben", "carla", "dmitri", "elena", "farid", "greta", "hiro", "ilse",
               "jonas", "keiko", "luca", "marta", "noor", "oscar", "paula", "rafael", "sanne",
               "tariq", "uma", "viktor", "wren", "yusuf", "zoe")  # fmt: skip
LAST_NAMES = ("abbott", "bianchi", "chen", "dahl", "eriksen", "fischer", "garcia", "haddad",
              "ito", "jansen", "kaya", "lopes", "mehta", "novak", "obrien", "petrov", "quinn",
              "rossi", "sato", "tanaka", "ueda", "varga", "weber", "young")  # fmt: skip
ENGINEERS = ("agent.alder", "agent.birch", "agent.cedar", "agent.elm", "agent.hazel",
             "agent.linden", "agent.maple", "agent.rowan")  # fmt: skip

# Category, product, titles. The first lines are as often as the last ones together.
INCIDENTS = (
    ("Availability", "ESM", ("Service portal does not load", "Tenant not reachable",
                             "Gateway timeout on every page", "Login page returns error 503")),
    ("Performance", "SMAX", ("Ticket grid takes a minute to open", "Search is very slow",
                             "Saving a record takes over 30 seconds", "Dashboards time out")),
    ("Login and access", "ESM", ("Single sign-on loops back to login", "Users locked out after "
                                 "certificate change", "Group membership not synchronised")),
    ("Integration", "OO", ("Flow to the ERP fails with 401", "Inbound e-mail is not processed",
                           "REST endpoint returns malformed JSON", "Webhook deliveries delayed")),
    ("Discovery", "CMS", ("Discovery job stuck at 80 percent", "Duplicate CIs after nightly run",
                          "Probe cannot reach the data flow gateway")),
    ("Workflow", "SMAX", ("Approval task not created", "Business rule fires twice",
                          "SLT calculated for a closed request", "Change stuck in phase Review")),
    ("Reporting", "SMAX", ("Scheduled report arrives empty", "Export to spreadsheet fails",
                           "Counts differ between report and grid")),
    ("Cost and cloud", "HCMX", ("Deployment of a virtual machine fails", "Cost report shows no "
                                "data for one account", "Subscription cannot be cancelled")),
    ("Notifications", "ESM", ("E-mail notifications delayed by hours", "Wrong language in "
                              "notifications", "Mobile push messages not delivered")),
    ("Mobile app", "ESM", ("App closes when opening an attachment", "Offline mode loses a draft")),
)  # fmt: skip

PROBLEMS = ("Root cause: database failover took too long", "Root cause: memory leak in gateway",
            "Root cause: expired certificate", "Root cause: index missing after update",
            "Root cause: message queue saturated",
            "Root cause: load balancer misrouting")  # fmt: skip

# Item, title, whether the customer can do it alone.
GENERAL_ITEMS = (
    ("user-add", "Add a user", True),
    ("user-remove", "Remove a user", True),
    ("role-assign", "Assign a role", True),
    ("password-policy", "Change the password policy", False),
    ("sandbox-refresh", "Refresh the test tenant from production", False),
    ("log-extract", "Extract log files", False),
    ("restore-record", "Restore a deleted record", False),
    ("how-to", "How-to question", False),
    ("ip-allow-list", "Change the IP allow list", False),
    ("cert-renewal", "Renew a certificate", False),
)
OWN_ITEMS = (
    ("bulk-import", "Bulk import of records", False),
    ("theme-update", "Update the portal theme", True),
    ("ldap-sync", "Change the directory synchronisation", False),
    ("report-publish", "Publish a shared report", True),
    ("email-domain", "Add an e-mail domain", False),
    ("api-quota", "Raise the API quota for a week", False),
)
# Asked for outside of every catalogue.
NONSTANDARD_REQUESTS = (
    "Custom extract for the auditors",
    "One-off data clean-up of closed records",
    "Load test window before the peak season",
    "Advice on redesigning the approval workflow",
    "Temporary second test tenant",
    "Bespoke interface to the asset register",
)

CHANGES = {
    "customer_request": ("Deploy customer release", "Enable new approval workflow",
                         "Change the single sign-on provider", "Open a new integration endpoint"),
    "service_update": ("Service update 24.4", "Service update 25.1", "Service update 25.3",
                       "Half-yearly service update"),
    "routine_maintenance": ("Operating system patches", "Database maintenance",
                            "Certificate rotation", "Storage rebalancing"),
    "agreed_maintenance": ("Move to the new availability zone", "Database version upgrade",
                           "Network re-addressing"),
    "emergency_maintenance": ("Restart of the failing gateway", "Emergency patch of a library",
                              "Failover to the standby database"),
    "other": ("Monitoring agent roll-out", "Capacity extension", "Log retention adjusted"),
}  # fmt: skip
TEMPLATES = {
    "routine_maintenance": "STD-OS-PATCH",
    "service_update": "STD-SERVICE-UPDATE",
    "customer_request": "STD-CUSTOMER-RELEASE",
    "other": "STD-MONITORING",
}
