"""Every rule of an exit at the day on which it just holds and just does not (EXI)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.models.loader import deliver, prepare, run_dbt, warehouse

# Shortly after midnight of 1 July in Berlin, while it is still 30 June in UTC.
AS_OF = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
BERLIN = {"time_zone": "Europe/Berlin", "support_region": "DE-BY", "starts_on": "2025-01-01"}
TEAMS = ("support_told", "billing_told", "account_told", "cloud_told")

Plan = dict[str, str | tuple[str | None, str | None]]


class Leaving:
    """Exits as a desk would write them, each of a customer of its own in Berlin."""

    def __init__(self) -> None:
        self.customers: list[dict[str, object]] = []
        self.agreements: list[dict[str, object]] = []
        self.tickets: list[dict[str, object]] = []
        self.exits: list[dict[str, object]] = []
        self.steps: list[dict[str, object]] = []

    def exit(
        self,
        name: str,
        steps: Plan | None = None,
        *,
        terms: dict[str, object] | None = None,
        **columns: object,
    ) -> None:
        """An exit with each question answered; steps are done at an instant, or (planned, done)."""
        usual: dict[str, object] = {
            "exit_id": name,
            "customer_id": name,
            "request_ticket": f"REQ-{name}",
            "requested_at": "2026-06-01T08:00:00Z",
            "products": "SMAX",
            "export_wanted": "false",
            "empty_by": "2026-07-31",
            "gone_by": "2026-08-07",
            "channel_closes_on": "2026-08-14",
            "owner": "anna",
        }
        self.customers.append({"customer_id": name, "name": name})
        agreed = {"agreement_id": name, "customer_id": name, "ends_on": "2026-05-31", **BERLIN}
        self.agreements.append(agreed | (terms or {}))
        self.tickets.append(
            {
                "ticket_id": f"REQ-{name}",
                "customer_id": name,
                "kind": "service_request",
                "environment": "production",
                "priority": "P3",
                "opened_at": "2026-05-20T08:00:00Z",
            }
        )
        self.exits.append(usual | columns)
        for step, told in (dict.fromkeys(TEAMS, "2026-06-01T09:00:00Z") | (steps or {})).items():
            planned_on, occurred_at = (None, told) if isinstance(told, str) else told
            row = {"exit_id": name, "step": step, "planned_on": planned_on}
            self.steps.append({**row, "occurred_at": occurred_at})


def tell() -> Leaving:
    desk = Leaving()
    questions(desk)
    people(desk)
    exports(desk)
    orders(desk)
    deletions(desk)
    plans(desk)
    return desk


def questions(desk: Leaving) -> None:
    desk.exit("sound")
    desk.exit("requestless", request_ticket=None)
    desk.exit("dangling", request_ticket="REQ-nowhere")
    nothing = ("export_wanted", "empty_by", "gone_by", "channel_closes_on")
    desk.exit("unanswered", **dict.fromkeys(nothing))
    desk.exit("just-asked", requested_at="2026-06-30T22:30:00Z", gone_by=None)
    desk.exit("not-yet-asked", requested_at="2026-06-30T22:30:01Z", gone_by=None)


def people(desk: Leaving) -> None:
    untold: Plan = dict.fromkeys(TEAMS, (None, None))
    desk.exit("ownerless", owner=None)
    desk.exit("contact", {"contact_named": "2026-06-01T08:30:00Z"}, owner=None)
    desk.exit("contact-to-come", {"contact_named": "2026-06-30T22:30:01Z"}, owner=None)
    desk.exit("untold", untold)
    desk.exit("untold-closed", untold | {"channel_closed": "2026-06-30T22:30:00Z"})
    desk.exit("told-to-come", {"cloud_told": "2026-06-30T22:30:01Z"})


def exports(desk: Leaving) -> None:
    every = "SMAX ESM CMS HCMX OO PCS"
    desk.exit("exports", products=every, export_wanted="true")
    desk.exit("exports-unwanted", products=every)
    desk.exit("exports-unsaid", products=every, export_wanted=None)


DONE: Plan = {
    "termination_notified": "2026-06-02T08:00:00Z",
    "export_done": "2026-06-03T08:00:00Z",
    "access_revoked": "2026-06-04T08:00:00Z",
    "tenant_deleted": "2026-06-05T08:00:00Z",
    "data_gone": "2026-06-12T08:00:00Z",
    "compliance_checked": "2026-06-13T08:00:00Z",
    "channel_closed": "2026-06-14T08:00:00Z",
    "materials_returned": "2026-05-30T08:00:00Z",
}
ANY_DAY = {"early_deletion_requested": "true"}


def orders(desk: Leaving) -> None:
    wanted = {**ANY_DAY, "export_wanted": "true"}
    desk.exit("in-order", DONE, **wanted)
    one_instant: Plan = dict.fromkeys(DONE, "2026-06-02T08:00:00Z")
    desk.exit("one-instant", one_instant, **wanted)
    second: Plan = {"export_done": "2026-06-04T08:00:01Z"}
    desk.exit("a-second-late", DONE | second, **wanted)
    desk.exit("export-unneeded", DONE | second, **ANY_DAY)
    desk.exit("export-impossible", DONE | {"export_done": (None, None)}, products="CMS", **wanted)
    # One team is told after the notice; which teams were told before which does not matter.
    desk.exit("team-late", {"cloud_told": "2026-06-03T08:00:00Z"} | _only("termination_notified"))
    desk.exit("skipped", _only("termination_notified", "channel_closed"), export_wanted="true")
    desk.exit(
        "before-request", {**_only("termination_notified"), "support_told": "2026-06-01T07:59:59Z"}
    )
    desk.exit("contact-late", {"contact_named": "2026-06-01T09:00:01Z"}, owner=None)
    desk.exit("contact-in-time", {"contact_named": "2026-06-01T09:00:00Z"}, owner=None)


def _only(*steps: str) -> Plan:
    return {step: DONE[step] for step in steps}


def deletions(desk: Leaving) -> None:
    """The term ended on 31 May; 10 days later, on 10 June, the data is last to be had."""
    short: dict[str, object] = {"retrieval_days": 10}
    # 22:00 UTC is midnight in Berlin.
    for name, at, columns in (
        ("deleted-on-last-day", "2026-06-10T21:59:59Z", {}),
        ("deleted-day-after", "2026-06-10T22:00:00Z", {}),
        ("deleted-as-asked", "2026-06-05T08:00:00Z", ANY_DAY),
        # By 16 June, backups included: deleted by the 9th at the latest.
        ("gone-just", "2026-06-09T21:59:59Z", {**ANY_DAY, "gone_by": "2026-06-16"}),
        ("gone-late", "2026-06-09T22:00:00Z", {**ANY_DAY, "gone_by": "2026-06-16"}),
        ("emptied-just", "2026-06-12T21:59:59Z", {"empty_by": "2026-06-12"}),
        ("emptied-late", "2026-06-12T22:00:00Z", {"empty_by": "2026-06-12"}),
    ):
        desk.exit(name, {"tenant_deleted": at}, terms=short, **columns)
    # It is 1 July in Berlin: 8 July can be kept, 7 July cannot.
    desk.exit("gone-can-be", gone_by="2026-07-08", terms=short)
    desk.exit("gone-cannot-be", gone_by="2026-07-07", terms=short)
    desk.exit("gone-yesterday", gone_by="2026-06-30", terms=short)
    desk.exit("emptied-today", empty_by="2026-07-01", terms=short)
    desk.exit("emptied-yesterday", empty_by="2026-06-30", terms=short)
    closing: Plan = {"channel_closed": "2026-06-20T22:00:00Z"}
    desk.exit("channel-late", closing, channel_closes_on="2026-06-20", terms=short)
    gone: Plan = {"data_gone": "2026-06-21T22:00:00Z"}
    early = {"tenant_deleted": "2026-06-11T08:00:00Z"}
    desk.exit("data-late", gone | early, gone_by="2026-06-19", terms=short)
    desk.exit("termless", {"tenant_deleted": "2026-06-02T08:00:00Z"})
    desk.agreements.pop()


def plans(desk: Leaving) -> None:
    desk.exit("due-today", {"termination_notified": ("2026-07-01", None)})
    desk.exit("due-yesterday", {"termination_notified": ("2026-06-30", None)})
    desk.exit("done-on-day", {"termination_notified": ("2026-06-02", "2026-06-02T21:59:59Z")})
    desk.exit("done-day-after", {"termination_notified": ("2026-06-02", "2026-06-02T22:00:00Z")})
    desk.exit("done-to-come", {"termination_notified": ("2026-06-29", "2026-06-30T22:30:01Z")})
    # Nothing can be kept that ends before the data may be deleted.
    desk.exit("impossible", empty_by="2026-06-30", gone_by="2026-07-06")
    desk.exit("early", empty_by="2026-07-05", gone_by="2026-07-20", **ANY_DAY)


def put(connection: duckdb.DuckDBPyConnection, desk: Leaving) -> None:
    deliver(connection, "customers", desk.customers)
    deliver(connection, "agreements", desk.agreements)
    deliver(connection, "tickets", desk.tickets)
    deliver(connection, "exits", desk.exits)
    deliver(connection, "exit_events", desk.steps)


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory, artefacts: Path) -> Path:
    path = tmp_path_factory.mktemp("exits") / "warehouse.duckdb"
    with warehouse(path) as connection:
        put(connection, tell())
        prepare(connection, as_of=AS_OF)
    failed = run_dbt(path, "build", "--exclude-resource-type", "unit_test", artefacts=artefacts)
    assert failed == []
    return path


def ask(path: Path, sql: str, *values: object) -> list[tuple[Any, ...]]:
    with duckdb.connect(path, read_only=True) as connection:
        return connection.execute(sql, list(values)).fetchall()


def broken(path: Path, rule_id: str) -> dict[tuple[str, str], str]:
    """The message for each exit and part of it that broke a rule."""
    sql = "select entity_id, part, message from marts.findings where rule_id = ?"
    return {(name, part): message for name, part, message in ask(path, sql, rule_id)}


def test_a_missing_answer_and_a_request_that_is_not_known_are_told(left: Path) -> None:
    gone = "No date is committed for all data to be gone, backups included."
    wanted = "It is not said whether the customer wants an export."

    assert broken(left, "EXI-1") == {
        ("requestless", "request_ticket"): "The exit names no service request that started it.",
        ("dangling", "request_ticket"): "The exit names the service request REQ-nowhere, which is "
        "not known.",
        ("unanswered", "export_wanted"): wanted,
        ("unanswered", "empty_by"): "No date is given by which the tenant is to be emptied.",
        ("unanswered", "gone_by"): gone,
        ("unanswered", "channel_closes_on"): "No date is given on which the support channel "
        "closes.",
        ("exports-unsaid", "export_wanted"): wanted,
        ("just-asked", "gone_by"): gone,
    }


def test_a_missing_contact_and_each_team_not_told_are_told_until_the_channel_closes(
    left: Path,
) -> None:
    contact = "No point of contact is named for this exit."
    team = "The {} team has not been told of this exit."

    assert broken(left, "EXI-2") == {
        ("ownerless", "contact_named"): contact,
        ("contact-to-come", "contact_named"): contact,
        ("untold", "support_told"): team.format("support"),
        ("untold", "billing_told"): team.format("billing"),
        ("untold", "account_told"): team.format("account"),
        ("untold", "cloud_told"): team.format("cloud"),
        ("told-to-come", "cloud_told"): team.format("cloud"),
    }


def test_an_export_wanted_of_a_product_without_one_is_told(left: Path) -> None:
    told = "The customer wants an export of {}, and none can be had: tell the customer now."

    assert broken(left, "EXI-3") == {
        ("exports", "CMS"): told.format("CMS"),
        ("exports", "HCMX"): told.format("HCMX"),
        ("exports", "OO"): told.format("OO"),
        ("exports", "PCS"): told.format("the support portal (PCS)"),
        ("export-impossible", "CMS"): told.format("CMS"),
    }


def test_a_step_before_one_of_an_earlier_stage_is_told(left: Path) -> None:
    desk = Leaving()
    orders(desk)
    names = {row["exit_id"] for row in desk.exits}
    found = {key: text for key, text in broken(left, "EXI-4").items() if key[0] in names}

    first = "Contact named"
    early = 'on {}, out of order: the step "{}" comes first and had not happened by then.'
    others = 'on {}, out of order: the step "{}" and {} come first and had not happened by then.'
    day = "1 Jun 2026"
    assert found == {
        ("a-second-late", "access_revoked"): "Access revoked "
        + early.format("4 Jun 2026", "Export done"),
        ("team-late", "termination_notified"): "Notice of termination given "
        + early.format("2 Jun 2026", "Cloud team told"),
        ("skipped", "channel_closed"): "Support channel closed "
        + others.format("14 Jun 2026", "Export done", "4 others"),
        ("before-request", "support_told"): "Support team told "
        + others.format(day, "Exit requested", "1 other"),
        ("contact-late", "support_told"): "Support team told " + early.format(day, first),
        ("contact-late", "billing_told"): "Billing team told " + early.format(day, first),
        ("contact-late", "account_told"): "Account team told " + early.format(day, first),
        ("contact-late", "cloud_told"): "Cloud team told " + early.format(day, first),
    }


def test_a_step_without_a_place_is_neither_in_nor_out_of_order(left: Path) -> None:
    rows = ask(
        left,
        "select exit_id, step, in_order, state from marts.exit_steps where exit_id in "
        "('in-order', 'export-unneeded') and step in ('export_done', 'materials_returned') "
        "order by all",
    )

    assert rows == [
        ("export-unneeded", "export_done", None, "done"),
        ("export-unneeded", "materials_returned", None, "done"),
        ("in-order", "export_done", True, "done"),
        ("in-order", "materials_returned", None, "done"),
    ]


def test_a_deletion_is_too_early_on_the_last_day_of_the_retrieval_period(left: Path) -> None:
    assert broken(left, "EXI-5") == {
        ("deleted-on-last-day", ""): "The tenant was deleted on 10 Jun 2026, but its data was to "
        "stay available until 10 Jun 2026, 10 days after the last day of the agreement, and the "
        "customer did not ask for an earlier deletion."
    }


def test_backups_are_gone_seven_days_after_the_deletion(left: Path) -> None:
    not_yet = (
        "The tenant is not deleted on 1 Jul 2026: its backups are gone on 8 Jul 2026 at the "
        "earliest. All data {} 2026: that {} missed by at least {}."
    )

    assert broken(left, "EXI-6") == {
        ("gone-late", ""): "The tenant was deleted on 10 Jun 2026: its backups are gone on 17 Jun "
        "2026. All data was to be gone by 16 Jun 2026: that was missed by 1 day.",
        ("gone-cannot-be", ""): not_yet.format("is to be gone by 7 Jul", "will be", "1 day"),
        ("impossible", ""): not_yet.format("is to be gone by 6 Jul", "will be", "2 days"),
        ("gone-yesterday", ""): not_yet.format("was to be gone by 30 Jun", "was", "8 days"),
    }


def test_a_step_is_late_from_the_day_after_the_one_planned(left: Path) -> None:
    notice = "Notice of termination given"

    assert broken(left, "EXI-7") == {
        ("done-day-after", "termination_notified"): f"{notice} on 3 Jun 2026, 1 day later than "
        "planned (2 Jun 2026).",
        ("due-yesterday", "termination_notified"): f"{notice}: planned for 30 Jun 2026 and still "
        "not done on 1 Jul 2026, 1 day late.",
        ("done-to-come", "termination_notified"): f"{notice}: planned for 29 Jun 2026 and still "
        "not done on 1 Jul 2026, 2 days late.",
    }


def test_each_date_promised_is_missed_from_the_day_after_it(left: Path) -> None:
    gone = "All data was to be gone by {} Jun 2026 and {} 2026: {} late."

    assert broken(left, "EXI-9") == {
        ("emptied-late", "tenant_deleted"): "The tenant was to be emptied by 12 Jun 2026 and was "
        "only on 13 Jun 2026: 1 day late.",
        ("emptied-yesterday", "tenant_deleted"): "The tenant was to be emptied by 30 Jun 2026 and "
        "is not on 1 Jul 2026: 1 day late.",
        ("impossible", "tenant_deleted"): "The tenant was to be emptied by 30 Jun 2026 and is not "
        "on 1 Jul 2026: 1 day late.",
        ("channel-late", "channel_closed"): "The support channel was to be closed by 20 Jun 2026 "
        "and was only on 21 Jun 2026: 1 day late.",
        ("data-late", "data_gone"): gone.format(19, "was only on 22 Jun", "3 days"),
        ("gone-just", "data_gone"): gone.format(16, "is not on 1 Jul", "15 days"),
        ("gone-late", "data_gone"): gone.format(16, "is not on 1 Jul", "15 days"),
        ("gone-yesterday", "data_gone"): gone.format(30, "is not on 1 Jul", "1 day"),
    }


def test_a_finding_names_its_record_and_falls_on_the_local_day_that_broke_the_rule(
    left: Path,
) -> None:
    rows = ask(
        left,
        "select rule_id, severity, entity, occurred_at, month from marts.findings where entity_id "
        "in ('due-yesterday', 'emptied-yesterday') and rule_id like 'EXI-%' order by 1",
    )

    began = (datetime(2026, 6, 30, 22), date(2026, 7, 1))
    assert rows == [
        ("EXI-7", "minor", "exit_events", *began),
        ("EXI-9", "major", "exits", *began),
    ]


def test_an_exit_asked_for_after_as_of_does_not_exist(left: Path) -> None:
    rows = ask(left, "select exit_id from marts.exits where exit_id like '%-asked' order by 1")

    assert rows == [("deleted-as-asked",), ("just-asked",)]


def test_a_promise_is_lost_on_the_first_day_on_which_it_cannot_be_kept(left: Path) -> None:
    rows = ask(
        left,
        "select exit_id, earliest_deletion_on, latest_deletion_on, promise, promise_lost_on "
        "from marts.exits where exit_id = any(?) order by 1",
        ["sound", "impossible", "early", "gone-cannot-be", "gone-just", "unanswered"],
    )

    june, july = (lambda day: date(2026, 6, day)), (lambda day: date(2026, 7, day))
    assert rows == [
        ("early", june(1), july(5), "open", None),
        # The data may be deleted from 11 June on, and had to be by 30 June.
        ("gone-cannot-be", june(11), june(30), "lost", july(1)),
        ("gone-just", june(1), june(9), "broken", None),
        # Retrieval ends on 30 June, and all was to be gone on 6 July: never.
        ("impossible", july(1), june(29), "broken", june(1)),
        ("sound", july(1), july(31), "open", None),
        ("unanswered", july(1), None, "not_given", None),
    ]


def test_a_plan_goes_backwards_from_the_latest_deletion(left: Path) -> None:
    rows = ask(
        left,
        "select step, proposed_on from marts.exit_steps where exit_id = 'exports' "
        "and step in ('cloud_told', 'termination_notified', 'export_done', 'tenant_deleted', "
        "'data_gone', 'channel_closed', 'materials_returned') order by place",
    )

    assert rows == [
        ("cloud_told", date(2026, 7, 17)),
        ("termination_notified", date(2026, 7, 17)),
        ("export_done", date(2026, 7, 29)),
        ("tenant_deleted", date(2026, 7, 31)),
        ("data_gone", date(2026, 8, 7)),
        ("channel_closed", date(2026, 8, 14)),
        ("materials_returned", None),
    ]
