"""The data contract: which entities come in, with which columns, and what a value must look like.

It is written here and nowhere else. The checks, the raw tables, the staging models and the
documentation of the formats are all made from it (`ingest/derive.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Literal

Kind = Literal[
    "identifier",
    "text",
    "word",
    "words",
    "instant",
    "date",
    "time",
    "whole",
    "number",
    "flag",
    "zone",
    "region",
]

SQL_TYPES: Mapping[Kind, str] = MappingProxyType(
    {
        "identifier": "varchar",
        "text": "varchar",
        "word": "varchar",
        "words": "varchar",
        "instant": "timestamp",
        "date": "date",
        "time": "varchar",
        "whole": "bigint",
        "number": "double",
        "flag": "boolean",
        "zone": "varchar",
        "region": "varchar",
    }
)

# Between these every part of the product can work: no row beyond them is accepted.
FIRST_DAY = date(1970, 1, 1)
LAST_DAY = date(2199, 12, 31)
MOST = 999_999_999

STATUSES = ("new", "in_progress", "awaiting_customer", "restored", "closed", "cancelled")
PRIORITIES = ("P1", "P2", "P3", "P4")
TICKET_KINDS = ("incident", "service_request", "problem")
ENVIRONMENTS = ("production", "non_production")
EXCLUSIONS = (
    "third_party_product",
    "not_our_cloud",
    "customer_caused",
    "updates_not_authorised",
    "not_used_as_specified",
    "contact_untrained",
    "information_missing",
)
WORKING_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
PRODUCTS = ("SMAX", "ESM", "CMS", "HCMX", "OO", "PCS")
EXIT_STEPS = (
    "contact_named",
    "support_told",
    "billing_told",
    "account_told",
    "cloud_told",
    "termination_notified",
    "export_done",
    "access_revoked",
    "tenant_deleted",
    "data_gone",
    "compliance_checked",
    "channel_closed",
    "materials_returned",
)


@dataclass(frozen=True)
class Column:
    """One column of an entity.

    `words` are the only values allowed (kinds `word` and `words`; the latter parts them by blanks).
    `default` is what an empty cell means, as SQL reads it; staging fills it in, raw keeps the
    empty cell. `planned` marks an instant that lies in the future by nature. `internal` columns are
    written by intake and cannot be delivered. `is_later` marks columns that raw did not have from
    the beginning: a row without a value there has the hash that it had before. Numbers lie between
    `least` and `most`, instants and dates between FIRST_DAY and LAST_DAY, and none before that of
    the row's column `not_before`. `hint` says what to write where somebody has no value.
    """

    name: str
    kind: Kind
    description: str
    required: bool = False
    words: tuple[str, ...] = ()
    default: str | int | bool | None = None
    planned: bool = False
    internal: bool = False
    is_later: bool = False
    least: int = 0
    most: int = MOST
    not_before: str = ""
    hint: str = ""

    @property
    def sql_type(self) -> str:
        """The column's type in raw and staging."""
        return SQL_TYPES[self.kind]


@dataclass(frozen=True)
class Entity:
    """One kind of record: a file of this name, a raw table of this name, a staging model.

    `parents` maps a column of this entity to the entity whose key it must name. `words_by` lists,
    where the values allowed in one column depend on another, (deciding column, judged column) and
    for each deciding value its words; a value of None as a word allows the empty cell. `is_by_hand`
    marks what people keep in a workbook, since no desk exports it.
    """

    name: str
    description: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    parents: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    value_words: Mapping[str, tuple[str | None, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    is_by_hand: bool = False

    def column(self, name: str) -> Column:
        """Return the column of that name; StopIteration where there is none."""
        return next(column for column in self.columns if column.name == name)

    @property
    def column_names(self) -> tuple[str, ...]:
        """The names of the columns, in the contract's order."""
        return tuple(column.name for column in self.columns)

    @property
    def deliverable_names(self) -> tuple[str, ...]:
        """The names of the columns that a file or a mapping can bring."""
        return tuple(column.name for column in self.columns if not column.internal)

    @property
    def content(self) -> tuple[Column, ...]:
        """The columns with which a file says something of the record; `withdrawn` takes it back."""
        return tuple(column for column in self.staged if not column.internal)

    @property
    def staged(self) -> tuple[Column, ...]:
        """The columns of the rows in force: none of them takes its key back."""
        return tuple(column for column in self.columns if column.name != WITHDRAWN.name)

    @property
    def required(self) -> tuple[str, ...]:
        """The columns without which a row cannot be used, unless it takes its key back."""
        return tuple(column.name for column in self.columns if column.required)

    @property
    def has_updated_at(self) -> bool:
        """Whether a row says itself when it was last changed."""
        return "updated_at" in self.column_names


WITHDRAWN = Column(
    "withdrawn",
    "flag",
    "`true` takes the key back, as if it had never come; such a row needs its key alone. A later "
    "row brings it in again.",
    is_later=True,
)

UPDATED_AT = Column(
    "updated_at",
    "instant",
    "When the record was last changed at its source; of two rows with one key the later one holds.",
)


def _customer(description: str = "The customer.") -> Column:
    return Column("customer_id", "identifier", description, required=True)


CUSTOMERS = Entity(
    "customers",
    "One row per customer.",
    ("customer_id",),
    (
        _customer(),
        Column("name", "text", "The customer's name, as reports show it.", required=True),
        Column("csm_email", "text", "The customer success manager's address."),
        WITHDRAWN,
    ),
    is_by_hand=True,
)

AGREEMENTS = Entity(
    "agreements",
    "One row per cloud services agreement: its term, its business hours, its quotas and targets.",
    ("agreement_id",),
    (
        Column("agreement_id", "identifier", "The agreement.", required=True),
        _customer(),
        Column("starts_on", "date", "First day in force.", required=True),
        Column(
            "ends_on",
            "date",
            "Last day in force.",
            required=True,
            hint="write the last day; where there is no end, a far day such as 2199-12-31",
        ),
        Column("terminated_on", "date", "The last day, where it ends earlier than `ends_on`."),
        Column(
            "time_zone", "zone", "IANA zone: what local means (`Europe/Berlin`).", required=True
        ),
        Column(
            "support_region",
            "region",
            "ISO 3166 code whose statutory holidays hold (`DE`, `DE-BY`) (CAL-2).",
            required=True,
        ),
        Column(
            "opens_at", "time", "Business hours begin, local wall time (CAL-1).", default="08:00"
        ),
        Column(
            "closes_at",
            "time",
            "Business hours end, local wall time; not after `opens_at`: on the next day (CAL-1).",
            default="17:00",
        ),
        Column(
            "working_days",
            "words",
            "Days with business hours, parted by blanks (CAL-1).",
            words=WORKING_DAYS,
            default="Mon Tue Wed Thu Fri",
        ),
        Column("go_live_on", "date", "Production use begins; empty: from the start (AGR-2)."),
        Column("access_enabled_on", "date", "Access enabled (ONB-1)."),
        Column("handed_off_on", "date", "Service handed off (ONB-1)."),
        Column(
            "standard_quota",
            "whole",
            "Standard service requests, units a contract year; empty: not limited (QUO-5).",
        ),
        Column(
            "nonstandard_quota",
            "whole",
            "Non-standard service requests, units a contract year; empty: not limited (QUO-5).",
        ),
        Column(
            "availability_target_pct",
            "number",
            "Promised availability, per cent (AVA-1).",
            most=100,
        ),
        Column("contact_limit", "whole", "Most points of contact (CON-1).", default=3),
        Column(
            "retrieval_days",
            "whole",
            "Days after the end of the term in which data can be fetched (EXI-5).",
            default=30,
        ),
        Column("rto_hours", "number", "Recovery time objective, hours (DRC-1)."),
        Column("rpo_hours", "number", "Recovery point objective, hours (DRC-1)."),
        WITHDRAWN,
    ),
    parents={"customer_id": "customers"},
    is_by_hand=True,
)

SLA_OVERRIDES = Entity(
    "sla_overrides",
    "One row per target that an agreement sets otherwise than the handbook, from a day on (TGT-2).",
    ("agreement_id", "metric", "priority", "valid_from"),
    (
        Column("agreement_id", "identifier", "The agreement.", required=True),
        Column("metric", "word", "Which clock.", True, words=("response", "restoration")),
        Column("priority", "word", "For which priority.", True, words=PRIORITIES),
        Column("target_seconds", "whole", "The target, seconds of its calendar.", required=True),
        Column("calendar", "word", "What counts.", True, words=("business", "24x7")),
        Column("valid_from", "date", "First local day on which it holds.", required=True),
        WITHDRAWN,
    ),
    parents={"agreement_id": "agreements"},
    is_by_hand=True,
)

HOLIDAYS = Entity(
    "holidays",
    "One row per day added to or struck from the statutory holidays of a region (CAL-2).",
    ("support_region", "date"),
    (
        Column("support_region", "region", "Exactly the agreement's region code.", required=True),
        Column("date", "date", "The day.", required=True),
        Column("name", "text", "The holiday's name."),
        Column("observed", "flag", "`true` adds the day, `false` strikes it.", required=True),
        WITHDRAWN,
    ),
    is_by_hand=True,
)

TOP_UPS = Entity(
    "top_ups",
    "One row per purchase of further service request units (QUO-4).",
    ("top_up_id",),
    (
        Column("top_up_id", "identifier", "The purchase.", required=True),
        _customer(),
        Column("kind", "word", "Which quota.", True, words=("standard", "nonstandard")),
        Column("units", "whole", "Units bought.", required=True),
        Column("purchased_on", "date", "From this local day on they count.", required=True),
        WITHDRAWN,
    ),
    parents={"customer_id": "customers"},
    is_by_hand=True,
)

PLANNED_REQUESTS = Entity(
    "planned_requests",
    "One row per kind of service request and month that a customer told of beforehand (QUO-6).",
    ("customer_id", "kind", "month"),
    (
        _customer(),
        Column("kind", "word", "Which quota.", True, words=("standard", "nonstandard")),
        Column(
            "month",
            "date",
            "Its first day; any other day stands for its month as well, and rows of one month "
            "add up.",
            required=True,
        ),
        Column("units", "whole", "Units expected beyond the usual.", required=True),
        Column("note", "text", "What for."),
        WITHDRAWN,
    ),
    parents={"customer_id": "customers"},
    is_by_hand=True,
)

CATALOGUE = Entity(
    "catalogue",
    "One row per item of a customer's request catalogue (QUO-2).",
    ("customer_id", "item"),
    (
        Column("customer_id", "identifier", "The customer; empty: every customer."),
        Column("item", "identifier", "The item, as tickets name it.", required=True),
        Column("title", "text", "The item's title."),
        Column("self_service", "flag", "Whether the customer can do it alone.", default=False),
        Column("valid_from", "date", "First day in the catalogue; empty: always was."),
        Column(
            "valid_to",
            "date",
            "Last day in the catalogue; empty: still is.",
            not_before="valid_from",
        ),
        WITHDRAWN,
    ),
    is_by_hand=True,
)

CONTACTS = Entity(
    "contacts",
    "One row per person, role and span in which that person may act for a customer (CON-1, CON-2).",
    ("customer_id", "contact_id", "role", "valid_from"),
    (
        _customer(),
        Column("contact_id", "identifier", "The person.", required=True),
        Column(
            "role", "word", "What for.", True, words=("primary", "contact", "change_authoriser")
        ),
        Column("valid_from", "date", "First valid day; empty: always was."),
        Column("valid_to", "date", "Last valid day; empty: still is.", not_before="valid_from"),
        Column("trained_on", "date", "When the person was trained."),
        WITHDRAWN,
    ),
    parents={"customer_id": "customers"},
    is_by_hand=True,
)

TICKETS = Entity(
    "tickets",
    "One row per ticket: incident, service request or problem, as first recorded.",
    ("ticket_id",),
    (
        Column("ticket_id", "identifier", "The ticket.", required=True),
        _customer(),
        Column("kind", "word", "What it is.", True, words=TICKET_KINDS),
        Column("environment", "word", "Where it happened.", True, words=ENVIRONMENTS),
        Column("priority", "word", "The priority as first recorded.", True, words=PRIORITIES),
        Column("requested_priority", "word", "The priority asked for (PRI-6).", words=PRIORITIES),
        Column("opened_at", "instant", "When it was logged: both clocks start (CLK-1).", True),
        Column("product", "text", "The product concerned."),
        Column("channel", "text", "How it came in: `phone`, `portal`, `email`, ... (PRI-4)."),
        Column("opened_by", "identifier", "The contact who logged it (CON-2)."),
        Column("category", "text", "What it is about."),
        Column("summary", "text", "Its title."),
        Column("catalogue_item", "identifier", "The item asked for (QUO-2)."),
        Column(
            "request_kind",
            "word",
            "The kind of request as recorded (QUO-2).",
            words=("standard", "nonstandard"),
        ),
        Column("units", "whole", "Quota units it consumes (QUO-3).", default=1),
        Column("problem_id", "identifier", "The problem it belongs to (PRB-1)."),
        Column("caused_by_change", "identifier", "The change that caused it (CHG-8)."),
        Column("disaster_declared_at", "instant", "When a disaster was declared (DRC-1)."),
        Column("content_lost_minutes", "number", "Span of content lost, minutes (DRC-1)."),
        UPDATED_AT,
        Column(
            "opened_until",
            "instant",
            "Where a source knows its day alone: the last second of that day, `opened_at` being "
            "its beginning (CLK-15).",
            internal=True,
            is_later=True,
        ),
        WITHDRAWN,
    ),
    parents={"customer_id": "customers"},
)

TICKET_EVENTS = Entity(
    "ticket_events",
    "One row per thing that happened to a ticket: a step, a change of a field, a message.",
    ("ticket_id", "occurred_at", "field", "sequence"),
    (
        Column("ticket_id", "identifier", "The ticket.", required=True),
        Column("occurred_at", "instant", "When it happened.", required=True),
        Column(
            "field",
            "word",
            "What changed.",
            True,
            words=("status", "priority", "kind", "response", "update", "exclusion", "problem"),
        ),
        Column("value", "text", "What it became; which words are allowed depends on `field`."),
        Column(
            "sequence",
            "whole",
            "The order among events of one instant (CLK-1).",
            default=0,
            least=-MOST,
        ),
        Column("actor", "text", "Who did it."),
        Column(
            "from_value",
            "text",
            "What it was before, where the source says so (CLK-S).",
            is_later=True,
        ),
        Column(
            "occurred_from",
            "instant",
            "Where a source knows its day alone: the beginning of that day, `occurred_at` being "
            "its last second (CLK-15).",
            internal=True,
            is_later=True,
        ),
        WITHDRAWN,
    ),
    parents={"ticket_id": "tickets"},
    value_words={
        "status": STATUSES,
        "priority": PRIORITIES,
        "kind": TICKET_KINDS,
        "exclusion": (*EXCLUSIONS, None),
    },
)

SOURCE_VERDICTS = Entity(
    "source_verdicts",
    "One row per clock that the service desk kept itself: compared with ours, it never judges.",
    ("ticket_id", "metric", "name"),
    (
        Column("ticket_id", "identifier", "The ticket.", required=True),
        Column("metric", "word", "Which clock.", True, words=("response", "restoration")),
        Column("name", "text", "The name of the clock at its source.", required=True),
        Column(
            "outcome",
            "word",
            "What the source says of it.",
            words=("met", "breached", "running", "paused", "cancelled"),
        ),
        Column("target_seconds", "whole", "Its target at the source, seconds."),
        Column("elapsed_seconds", "whole", "What elapsed at the source, seconds."),
        Column("started_at", "instant", "When it started there."),
        Column("stopped_at", "instant", "When it stopped there."),
        Column("due_at", "instant", "When it was due there.", planned=True),
        UPDATED_AT,
        WITHDRAWN,
    ),
    parents={"ticket_id": "tickets"},
)

CHANGES = Entity(
    "changes",
    "One row per change to a customer's environment, maintenance included.",
    ("change_id",),
    (
        Column("change_id", "identifier", "The change.", required=True),
        _customer(),
        Column(
            "type", "word", "How it is handled.", True, words=("standard", "normal", "emergency")
        ),
        Column(
            "reason",
            "word",
            "What it is for.",
            True,
            words=(
                "customer_request",
                "service_update",
                "routine_maintenance",
                "agreed_maintenance",
                "emergency_maintenance",
                "other",
            ),
        ),
        Column("environment", "word", "Where.", True, words=ENVIRONMENTS),
        Column("planned_start", "instant", "The planned window begins.", True, planned=True),
        Column(
            "planned_end",
            "instant",
            "The planned window ends.",
            True,
            planned=True,
            not_before="planned_start",
        ),
        Column("summary", "text", "Its title."),
        Column("request_ticket", "identifier", "The service request that asked for it (CHG-1)."),
        Column("incident_ticket", "identifier", "The incident it is to mend (CHG-5)."),
        Column("template", "text", "The pre-approved template (CHG-4)."),
        Column("interrupts_service", "flag", "Whether service stops (CHG-6).", default=False),
        Column("notified_at", "instant", "When the customer was told (CHG-6)."),
        Column("customer_agreed_at", "instant", "When the customer agreed (CHG-6, CHG-9)."),
        Column("approved_at", "instant", "When it was approved (CHG-4)."),
        Column("tested_at", "instant", "When it was deployed on Test (CHG-3)."),
        Column("customer_reviewed_at", "instant", "When the customer reviewed it there (CHG-3)."),
        Column("started_at", "instant", "When it began."),
        Column("ended_at", "instant", "When it ended."),
        Column(
            "outcome",
            "word",
            "How it ended (CHG-8).",
            words=("successful", "rolled_back", "failed", "cancelled"),
        ),
        UPDATED_AT,
        WITHDRAWN,
    ),
    parents={"customer_id": "customers"},
)

EXITS = Entity(
    "exits",
    "One row per customer exit: what was asked, by when, and who holds it (EXI-1, EXI-2).",
    ("exit_id",),
    (
        Column("exit_id", "identifier", "The exit.", required=True),
        _customer(),
        Column("request_ticket", "identifier", "The service request that started it (EXI-1)."),
        Column("requested_at", "instant", "When it was asked for.", required=True),
        Column("products", "words", "The products that are left (EXI-3).", words=PRODUCTS),
        Column("export_wanted", "flag", "Whether an export is wanted (EXI-1)."),
        Column("empty_by", "date", "The tenant's data is to be emptied by this day (EXI-9)."),
        Column("gone_by", "date", "All data, backups included, is gone by this day (EXI-9)."),
        Column("channel_closes_on", "date", "The support channel closes (EXI-9)."),
        Column(
            "early_deletion_requested",
            "flag",
            "Whether the customer asked for a deletion before the retrieval period ends (EXI-5).",
            default=False,
        ),
        Column("owner", "text", "The one point of contact (EXI-2)."),
        UPDATED_AT,
        WITHDRAWN,
    ),
    parents={"customer_id": "customers"},
    is_by_hand=True,
)

EXIT_EVENTS = Entity(
    "exit_events",
    "One row per step of an exit, planned or done (EXI-4, EXI-7).",
    ("exit_id", "step"),
    (
        Column("exit_id", "identifier", "The exit.", required=True),
        Column("step", "word", "Which step.", True, words=EXIT_STEPS),
        Column("planned_on", "date", "The day it is planned for (EXI-7)."),
        Column("occurred_at", "instant", "When it was done."),
        Column("note", "text", "A remark."),
        UPDATED_AT,
        WITHDRAWN,
    ),
    parents={"exit_id": "exits"},
    is_by_hand=True,
)

# Parents stand before their children: the order in which a folder is taken in.
ENTITIES: tuple[Entity, ...] = (
    CUSTOMERS,
    AGREEMENTS,
    SLA_OVERRIDES,
    HOLIDAYS,
    TOP_UPS,
    PLANNED_REQUESTS,
    CATALOGUE,
    CONTACTS,
    TICKETS,
    TICKET_EVENTS,
    SOURCE_VERDICTS,
    CHANGES,
    EXITS,
    EXIT_EVENTS,
)

BY_NAME: Mapping[str, Entity] = MappingProxyType({entity.name: entity for entity in ENTITIES})
