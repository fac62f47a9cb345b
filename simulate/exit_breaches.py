"""Exits in which a rule is broken on purpose, and which rules they then break (EXI-1 to EXI-9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from simulate.customers import ROLES, Customer
from simulate.entitlements import Row
from simulate.parameters import Parameters

TEAMS = ("support_told", "billing_told", "account_told", "cloud_told")
LAST_STEPS = ("access_revoked", "materials_returned", "tenant_deleted", "data_gone",
              "compliance_checked", "channel_closed")  # fmt: skip
# A plan takes a month, so that only a long portfolio has room for these before its end.
FEWEST_MONTHS = 12
EVERY = 3


@dataclass(frozen=True)
class Breach:
    """An exit that is sound but for what is told here.

    It was asked for `days_before` the portfolio's end or earlier. `columns` replace those of the
    exit; `promised` moves dates given by days; `moved` does so with steps done; `undone` steps have
    not happened. `findings` names each rule broken, and the part of the exit that breaks it.
    """

    days_before: int
    findings: tuple[tuple[str, str], ...]
    columns: Row = field(default_factory=dict)
    promised: Mapping[str, int] = field(default_factory=dict)
    moved: Mapping[str, int] = field(default_factory=dict)
    undone: tuple[str, ...] = ()
    is_planned: bool = True


BREACHES = (
    Breach(
        days_before=240,
        columns={"export_wanted": None, "empty_by": None, "channel_closes_on": None},
        findings=tuple(
            ("EXI-1", question) for question in ("export_wanted", "empty_by", "channel_closes_on")
        ),
    ),
    Breach(
        days_before=25,
        columns={"owner": None},
        promised={"empty_by": 90, "gone_by": 90, "channel_closes_on": 90},
        undone=("contact_named", *TEAMS, "termination_notified", "export_done", *LAST_STEPS),
        is_planned=False,
        findings=tuple(("EXI-2", step) for step in ("contact_named", *TEAMS)),
    ),
    Breach(
        days_before=220,
        columns={"products": "SMAX CMS OO PCS"},
        findings=tuple(("EXI-3", product) for product in ("CMS", "OO", "PCS")),
    ),
    # Access is revoked before the export, and the channel closes before compliance is checked.
    Breach(
        days_before=200,
        moved={"access_revoked": -8, "compliance_checked": 4},
        findings=(
            ("EXI-4", "access_revoked"),
            ("EXI-4", "channel_closed"),
            ("EXI-7", "compliance_checked"),
        ),
    ),
    # The agreement goes on, and nobody asked for the earlier date.
    Breach(
        days_before=180,
        columns={"early_deletion_requested": False},
        findings=(("EXI-5", ""),),
    ),
    Breach(
        days_before=160,
        promised={"empty_by": 1},
        moved={"tenant_deleted": 1, "data_gone": 1},
        findings=(
            ("EXI-6", ""),
            ("EXI-7", "tenant_deleted"),
            ("EXI-7", "data_gone"),
            ("EXI-9", "data_gone"),
        ),
    ),
    Breach(
        days_before=140,
        promised={"empty_by": -1, "channel_closes_on": -1},
        findings=(("EXI-9", "tenant_deleted"), ("EXI-9", "channel_closed")),
    ),
    # Nothing was done any more after the export.
    Breach(
        days_before=60,
        undone=LAST_STEPS,
        findings=(
            ("EXI-6", ""),
            *(("EXI-7", step) for step in LAST_STEPS),
            *(("EXI-9", step) for step in ("tenant_deleted", "data_gone", "channel_closed")),
        ),
    ),
)


def breach_of(customer: Customer, parameters: Parameters) -> Breach | None:
    """What is planted in the customer's exit: every third customer without a story has one."""
    place, rest = divmod(customer.index - len(ROLES), EVERY)
    if rest or not 0 <= place < len(BREACHES) or parameters.months < FEWEST_MONTHS:
        return None
    return BREACHES[place]


def broken_row(row: Row, breach: Breach) -> Row:
    """The exit with the breach's columns, and its dates moved."""
    moved = {name: _later(row[name], days) for name, days in breach.promised.items()}
    return {**row, **moved, **breach.columns}


def _later(day: date, days: int) -> date:
    return day + timedelta(days=days)
