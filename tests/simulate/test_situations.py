"""Every situation that the rules speak of is in the default portfolio, and how often."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from ingest.contract import ENTITIES, EXCLUSIONS, PRIORITIES
from simulate import Portfolio
from simulate.business_time import statutory_holidays
from simulate.customers import customers_of
from simulate.exit_breaches import BREACHES
from simulate.recurrences import fault_of
from simulate.ticket_breaches import deviation
from simulate.vocabulary import INCIDENTS


@pytest.fixture(scope="module")
def clocks(default_portfolio: Portfolio) -> pl.DataFrame:
    return default_portfolio.truth["sla_clocks"]


@pytest.fixture(scope="module")
def tickets(default_portfolio: Portfolio) -> pl.DataFrame:
    return default_portfolio.frames["tickets"]


@pytest.fixture(scope="module")
def events(default_portfolio: Portfolio) -> pl.DataFrame:
    opened = default_portfolio.frames["tickets"].select("ticket_id", "opened_at", "kind")
    restored = default_portfolio.truth["sla_clocks"].filter(pl.col("metric") == "restoration")
    stops = restored.select("ticket_id", "stopped_at", "outcome")
    joined = default_portfolio.frames["ticket_events"].join(opened, on="ticket_id")
    return joined.join(stops, on="ticket_id", how="left")


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.name)
def test_every_entity_has_rows_with_exactly_the_columns_of_the_contract(
    default_portfolio: Portfolio, entity: object
) -> None:
    frame = default_portfolio.frames[entity.name]

    assert frame.height > 0
    assert tuple(frame.columns) == tuple(column.name for column in entity.content)
    assert frame.select(entity.required).null_count().sum_horizontal().item() == 0
    assert frame.select(entity.key).is_unique().all()


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.name)
def test_every_column_of_the_contract_is_filled_somewhere_with_words_it_allows(
    default_portfolio: Portfolio, entity: object
) -> None:
    frame = default_portfolio.frames[entity.name]

    for column in entity.content:
        values = frame[column.name].drop_nulls()
        assert len(values), column.name
        if column.words:
            found = set(values.str.split(" ").explode() if column.kind == "words" else values)
            assert found <= set(column.words)


def test_every_reference_names_a_row(default_portfolio: Portfolio) -> None:
    frames = default_portfolio.frames
    named = {
        ("tickets", "problem_id"): frames["tickets"].filter(pl.col("kind") == "problem"),
        ("changes", "request_ticket"): frames["tickets"],
        ("changes", "incident_ticket"): frames["tickets"],
        ("exits", "request_ticket"): frames["tickets"],
    }

    for (entity, column), known in named.items():
        values = frames[entity][column].drop_nulls()
        assert values.is_in(known["ticket_id"].implode()).all()
    caused = frames["tickets"]["caused_by_change"].drop_nulls()
    assert caused.is_in(frames["changes"]["change_id"].implode()).all()


def test_zones_of_whole_half_and_quarter_hours_and_of_both_hemispheres_occur(
    default_portfolio: Portfolio,
) -> None:
    zones = set(default_portfolio.frames["agreements"]["time_zone"])

    assert {"Asia/Kolkata", "Asia/Kathmandu", "America/St_Johns", "Pacific/Chatham"} <= zones
    assert {"Australia/Adelaide", "America/Santiago", "Africa/Johannesburg"} <= zones
    assert {"Africa/Cairo", "Africa/Casablanca", "Australia/Lord_Howe"} <= zones
    assert len(zones) > 30


def test_agreements_are_renewed_back_to_back_with_one_gap_one_move_and_new_hours(
    default_portfolio: Portfolio,
) -> None:
    before = pl.all().shift(1).over("customer_id").name.suffix("_before")
    agreements = default_portfolio.frames["agreements"].sort("customer_id", "starts_on")
    renewed = agreements.with_columns(before).filter(pl.col("starts_on_before").is_not_null())

    days = (renewed["starts_on"] - renewed["ends_on_before"]).dt.total_days()
    assert sorted(set(days)) == [1, 25]
    assert (days == 1).sum() > 20
    assert renewed.filter(pl.col("time_zone") != pl.col("time_zone_before")).height == 1
    assert renewed.filter(pl.col("closes_at").ne_missing(pl.col("closes_at_before"))).height == 1


def test_own_business_hours_occur_over_midnight_around_the_clock_and_from_sunday(
    default_portfolio: Portfolio,
) -> None:
    columns = ["opens_at", "closes_at", "working_days"]
    hours = set(default_portfolio.frames["agreements"].select(columns).iter_rows())

    assert ("21:00", "06:00", "Mon Tue Wed Thu Fri") in hours
    assert ("00:00", "00:00", "Mon Tue Wed Thu Fri") in hours
    assert ("07:30", "16:30", "Sun Mon Tue Wed Thu") in hours
    assert (None, None, None) in hours


def test_customers_before_go_live_have_production_tickets_judged_as_non_production(
    default_portfolio: Portfolio, clocks: pl.DataFrame, tickets: pl.DataFrame
) -> None:
    judged = clocks.join(tickets.select("ticket_id", recorded="environment"), on="ticket_id")
    moved = judged.filter(
        pl.col("recorded") == "production", pl.col("environment") == "non_production"
    )

    still = default_portfolio.frames["agreements"]["go_live_on"] > default_portfolio.as_of.date()
    assert still.sum() == 1
    assert moved["customer_id"].n_unique() >= 3
    assert moved.height > 100
    assert set(moved["priority"]) == {"P4"}


def test_an_override_sets_targets_and_calendars_otherwise(clocks: pl.DataFrame) -> None:
    overridden = clocks.filter(pl.col("customer_id") == "CUST-0005")

    targets = set(overridden.select("metric", "priority", "calendar", "target_seconds").rows())
    assert ("restoration", "P2", "24x7", 36_000) in targets
    assert ("restoration", "P3", "business", 129_600) in targets
    assert ("restoration", "P3", "business", 97_200) in targets


def test_quotas_are_given_absent_and_topped_up(default_portfolio: Portfolio) -> None:
    agreements = default_portfolio.frames["agreements"]

    unlimited = agreements.filter(pl.col("standard_quota").is_null())
    assert set(unlimited["customer_id"]) == {"CUST-0007"}
    assert set(default_portfolio.frames["top_ups"]["kind"]) == {"standard", "nonstandard"}
    general = default_portfolio.frames["catalogue"].filter(pl.col("customer_id").is_null())
    assert general.height == 10


def test_one_customer_has_left_and_one_is_leaving(default_portfolio: Portfolio) -> None:
    steps = default_portfolio.frames["exit_events"].group_by("exit_id").agg(
        pl.len().alias("steps"), pl.col("occurred_at").count().alias("done")
    )  # fmt: skip

    told = dict(steps.select("exit_id", pl.struct("steps", "done")).rows())
    assert told["EXIT-0003"] == {"steps": 13, "done": 13}
    assert told["EXIT-0011"] == {"steps": 13, "done": 7}
    assert len(told) == 2 + len(BREACHES)
    ended = default_portfolio.frames["agreements"]["terminated_on"].drop_nulls()
    assert len(ended) == 2


def test_delivered_holidays_add_and_strike_days(default_portfolio: Portfolio) -> None:
    holidays = default_portfolio.frames["holidays"]

    assert set(holidays["observed"]) == {True, False}
    assert holidays["support_region"].n_unique() == 3


def test_each_type_reason_and_outcome_of_a_change_occurs(default_portfolio: Portfolio) -> None:
    changes = default_portfolio.frames["changes"]

    for column in ("type", "reason", "environment", "outcome"):
        words = next(e for e in ENTITIES if e.name == "changes").column(column).words
        assert set(changes[column].drop_nulls()) == set(words)
    assert changes.filter(pl.col("planned_start") > default_portfolio.as_of).height > 20


def test_critical_incidents_come_by_phone_mostly(tickets: pl.DataFrame) -> None:
    critical = tickets.filter(pl.col("kind") == "incident", pl.col("priority") == "P1")

    assert 0.9 < (critical["channel"] == "phone").mean() < 1


def test_tickets_open_at_the_end_run_rest_and_are_late(
    clocks: pl.DataFrame, events: pl.DataFrame
) -> None:
    open_clocks = clocks.filter(pl.col("stopped_at").is_null())

    counts = dict(open_clocks.group_by("metric", "outcome").len().select(
        pl.concat_str("metric", pl.lit(" "), "outcome"), "len").rows())  # fmt: skip
    assert counts["response running"] >= 3
    assert counts["restoration running"] >= 20
    assert counts["restoration paused"] >= 20
    late = open_clocks.filter(pl.col("outcome") == "breached", pl.col("metric") == "restoration")
    last = events.filter(pl.col("field") == "status").group_by("ticket_id").agg(
        pl.col("value").last()
    )  # fmt: skip
    statuses = late.join(last, on="ticket_id", how="left")["value"]
    assert {"in_progress", "awaiting_customer"} <= set(statuses)


def test_a_ticket_without_agreement_occurs(clocks: pl.DataFrame) -> None:
    without = clocks.filter(pl.col("excluded_reason") == "no_agreement")

    assert without["ticket_id"].n_unique() >= 5
    assert without["target_seconds"].null_count() == without.height


def test_clocks_stand_on_the_very_boundary_and_one_second_past_it(clocks: pl.DataFrame) -> None:
    for metric in ("response", "restoration"):
        stopped = clocks.filter(pl.col("metric") == metric, pl.col("stopped_at").is_not_null())
        assert stopped.filter(pl.col("remaining_seconds") == 0).height >= 50
        assert stopped.filter(pl.col("remaining_seconds") == -1).height >= 10


def test_due_instants_fall_on_the_close_of_a_day(clocks: pl.DataFrame) -> None:
    stopped = clocks.filter(pl.col("calendar") == "business", pl.col("due_at").is_not_null())
    closing = [
        one["due_at"].dt.convert_time_zone(str(zone)).dt.time().cast(pl.String)
        for (zone,), one in stopped.group_by(["time_zone"])
    ]

    assert sum(wall.str.starts_with("17:00:00").sum() for wall in closing) >= 3


def test_every_status_path_occurs(events: pl.DataFrame) -> None:
    ordered = events.filter(pl.col("field") == "status").sort(
        "ticket_id", "occurred_at", "sequence", maintain_order=True
    )
    steps = ordered.with_columns(before=pl.col("value").shift(1).over("ticket_id").fill_null("new"))

    counts = {(a, b): n for a, b, n in steps.group_by("before", "value").len().rows()}
    for path in (
        ("new", "in_progress"),
        ("new", "restored"),
        ("new", "cancelled"),
        ("in_progress", "awaiting_customer"),
        ("in_progress", "closed"),
        ("in_progress", "cancelled"),
        ("awaiting_customer", "in_progress"),
        ("awaiting_customer", "restored"),
        ("restored", "closed"),
        ("restored", "in_progress"),
        ("restored", "awaiting_customer"),
        ("restored", "cancelled"),
        ("closed", "in_progress"),
        ("cancelled", "in_progress"),
        ("cancelled", "closed"),
    ):
        assert counts.get(path, 0) >= 3, path


def test_reopenings_of_met_breached_running_and_excluded_clocks_occur(
    clocks: pl.DataFrame,
) -> None:
    reopened = clocks.filter(pl.col("reopenings") > 0, pl.col("metric") == "restoration")

    assert {"met", "breached", "excluded"} <= set(reopened["outcome"])
    assert reopened.filter(pl.col("reopenings") > 1).height >= 10


def waits_of(default_portfolio: Portfolio, events: pl.DataFrame) -> pl.DataFrame:
    """Waits for the customer, with the zone and the region of its first agreement."""
    frames = default_portfolio.frames
    places = frames["agreements"].unique("customer_id", keep="first", maintain_order=True)
    status = events.filter(pl.col("field") == "status").sort(
        "ticket_id", "occurred_at", "sequence", maintain_order=True
    )
    spans = status.with_columns(until=pl.col("occurred_at").shift(-1).over("ticket_id"))
    owners = frames["tickets"].select("ticket_id", "customer_id").join(places, on="customer_id")
    waiting = spans.filter(pl.col("value") == "awaiting_customer", pl.col("until").is_not_null())
    return waiting.join(owners, on="ticket_id")


def test_waits_for_the_customer_span_weekends_and_clock_changes(
    default_portfolio: Portfolio, events: pl.DataFrame
) -> None:
    waits = waits_of(default_portfolio, events)
    local = waits.filter(pl.col("time_zone") == "Europe/London").with_columns(
        start=pl.col("occurred_at").dt.convert_time_zone("Europe/London"),
        end=pl.col("until").dt.convert_time_zone("Europe/London"),
    )

    short = local.filter(pl.col("end") - pl.col("start") < timedelta(days=6))
    weekend = short.filter(pl.col("end").dt.weekday() < pl.col("start").dt.weekday())
    clock_change = pl.col("start").dt.dst_offset() != pl.col("end").dt.dst_offset()
    assert waits.height > 1_000
    assert weekend.height > 50
    assert local.filter(clock_change).height >= 3


def test_waits_for_the_customer_span_holidays(
    default_portfolio: Portfolio, events: pl.DataFrame
) -> None:
    waits = waits_of(default_portfolio, events)
    first, last = date(2024, 7, 1), date(2026, 6, 30)
    public = {
        region: statutory_holidays(region, first, last)
        for region in waits["support_region"].unique()
    }

    spanned = [
        row
        for row in waits.iter_rows(named=True)
        if any(row["occurred_at"].date() < day < row["until"].date() and day.weekday() < 5
               for day in public[row["support_region"]])
    ]  # fmt: skip
    assert len(spanned) > 50


def test_priority_changes_come_before_and_after_the_stop_and_at_its_very_instant(
    events: pl.DataFrame,
) -> None:
    changes = events.filter(pl.col("field") == "priority", pl.col("stopped_at").is_not_null())

    before = changes.filter(pl.col("occurred_at") < pl.col("stopped_at"))
    after = changes.filter(pl.col("occurred_at") > pl.col("stopped_at"))
    assert before.height > 300
    assert after.height > 100
    assert changes.filter(pl.col("occurred_at") == pl.col("stopped_at")).height > 50


def test_a_change_at_the_instant_of_the_stop_counts_by_its_sequence(
    events: pl.DataFrame, clocks: pl.DataFrame
) -> None:
    stops = clocks.filter(pl.col("metric") == "restoration", pl.col("kind") == "incident")
    changes = events.filter(
        pl.col("field") == "priority", pl.col("occurred_at") == pl.col("stopped_at")
    ).select("ticket_id", "value", "sequence")
    steps = events.filter(
        pl.col("value").is_in(["restored", "closed"]),
        pl.col("occurred_at") == pl.col("stopped_at"),
    ).select("ticket_id", stop_sequence="sequence")
    both = changes.join(steps, on="ticket_id").join(stops, on="ticket_id")

    earlier = both.filter(pl.col("sequence") < pl.col("stop_sequence"))
    later = both.filter(pl.col("sequence") > pl.col("stop_sequence"))
    assert earlier.height > 10
    assert later.height > 10
    assert (earlier["value"] == earlier["recorded_priority"]).all()
    assert (later["value"] != later["recorded_priority"]).all()


def test_some_changes_turn_the_verdict(clocks: pl.DataFrame, events: pl.DataFrame) -> None:
    changed = events.filter(pl.col("field") == "priority")["ticket_id"]
    judged = clocks.filter(pl.col("ticket_id").is_in(changed.implode()))
    wide = judged.pivot("metric", index="ticket_id", values="priority")

    assert wide.filter(pl.col("response") != pl.col("restoration")).height > 100


def test_tickets_change_their_kind_to_and_from_each_other(
    tickets: pl.DataFrame, events: pl.DataFrame
) -> None:
    turns = events.filter(pl.col("field") == "kind").group_by("kind", "value").len()
    counts = {(a, b): n for a, b, n in turns.rows()}

    assert counts["incident", "service_request"] >= 30
    assert counts["service_request", "incident"] >= 30
    assert (tickets["kind"] == "problem").sum() > 300


def test_exclusions_are_set_and_lifted_before_and_after_the_stop(
    events: pl.DataFrame, clocks: pl.DataFrame
) -> None:
    exclusions = events.filter(pl.col("field") == "exclusion")
    lifted = exclusions.filter(pl.col("value").is_null())

    assert set(clocks["excluded_reason"].drop_nulls()) >= {*EXCLUSIONS, "cancelled"}
    assert lifted.height > 50
    assert (exclusions["occurred_at"] > exclusions["stopped_at"]).sum() > 50
    met_again = lifted.filter(pl.col("outcome").is_in(["met", "breached"]))
    assert met_again.height > 30


def test_events_of_one_instant_are_ordered_by_sequence_and_some_by_their_place(
    default_portfolio: Portfolio,
) -> None:
    rows = default_portfolio.frames["ticket_events"].with_row_index("row")
    tied = rows.filter(pl.len().over("ticket_id", "occurred_at") > 1)

    assert tied.filter(pl.col("sequence").is_null()).height > 1_000
    assert tied.filter(pl.col("sequence").is_not_null()).height > 1_000
    backwards = pl.col("sequence").diff().over("ticket_id", "occurred_at") < 0
    assert tied.filter(backwards).height > 1_000


def test_some_responses_are_stamped_before_the_opening(events: pl.DataFrame) -> None:
    early = events.filter(pl.col("occurred_at") < pl.col("opened_at"))

    assert early.height >= 20
    assert set(early["field"]) == {"response"}


def test_recorded_and_requested_priorities_differ_from_the_judged_now_and_then(
    clocks: pl.DataFrame, tickets: pl.DataFrame
) -> None:
    assert clocks.filter(pl.col("recorded_priority") != pl.col("priority")).height > 500
    assert tickets.filter(pl.col("requested_priority") != pl.col("priority")).height > 500


def test_restored_critical_incidents_have_a_problem_mostly(
    clocks: pl.DataFrame, tickets: pl.DataFrame, events: pl.DataFrame
) -> None:
    named = tickets.filter(pl.col("problem_id").is_not_null())["ticket_id"]
    told = events.filter(pl.col("field") == "problem")["ticket_id"]
    critical = clocks.filter(
        pl.col("metric") == "restoration",
        pl.col("priority") == "P1",
        pl.col("stopped_at").is_not_null(),
    )

    linked = critical["ticket_id"].is_in(pl.concat([named, told]).implode())
    assert 0.85 < linked.mean() < 1
    assert len(named) > 100
    assert len(told) > 100


def test_faults_that_come_back_are_known_and_no_category_besides(
    default_portfolio: Portfolio,
) -> None:
    planted = {
        (customer.customer_id, INCIDENTS[fault][0])
        for customer in customers_of(default_portfolio.parameters)
        if (fault := fault_of(customer)) is not None
    }
    told = default_portfolio.truth["findings"].filter(
        pl.col("rule_id") == "PRB-2", pl.col("entity") == "customers"
    )

    assert len(planted) == 5
    assert set(told.select("customer_id", "part").rows()) == planted


@pytest.mark.parametrize(
    ("recent", "past", "expected"), [(7, 0, "4.31"), (7, 4, "2.99"), (0, 0, "0.55")]
)
def test_a_category_is_compared_with_its_own_past(recent: int, past: int, expected: str) -> None:
    assert f"{deviation(recent, past):.2f}" == expected


def test_tickets_come_in_seasons_bursts_and_trends(tickets: pl.DataFrame) -> None:
    days = tickets.group_by("customer_id", pl.col("opened_at").dt.date()).len()
    months = tickets.group_by(month=pl.col("opened_at").dt.truncate("1mo")).len().sort("month")
    by_month = dict(zip(months["month"].dt.strftime("%Y-%m"), months["len"], strict=True))

    assert days["len"].max() >= 12
    assert by_month["2025-10"] > 1.2 * by_month["2025-08"]
    customer = tickets.filter(pl.col("customer_id") == "CUST-0003")
    assert customer["opened_at"].max() < tickets["opened_at"].max() - timedelta(days=200)


def test_attainment_is_as_in_life(clocks: pl.DataFrame) -> None:
    decided = clocks.filter(pl.col("outcome").is_in(["met", "breached"]))
    met = (pl.col("outcome") == "met").mean()
    customers = decided.group_by("customer_id").agg(met)["outcome"]
    by_priority = decided.group_by("metric", "priority").agg(met)

    assert 0.9 < (decided["outcome"] == "met").mean() < 0.97
    assert 0.75 < customers.min() < 0.85
    assert customers.max() < 1
    assert set(by_priority["priority"]) == set(PRIORITIES)
    assert by_priority["outcome"].min() > 0.85


def test_some_months_of_a_customer_have_no_critical_incident(clocks: pl.DataFrame) -> None:
    months = clocks.select("customer_id", "month").drop_nulls().unique()
    critical = clocks.filter(pl.col("priority") == "P1").select("customer_id", "month")
    with_one = critical.drop_nulls().unique()

    assert 0.3 < with_one.height / months.height < 0.8


def test_what_a_desk_says_of_its_own_clocks_differs_for_every_reason(
    default_portfolio: Portfolio,
) -> None:
    truth = default_portfolio.truth["source_verdicts"]

    counts = dict(truth.group_by("reason").len().rows())
    assert set(counts) == {
        *("agrees", "rounding", "target", "start", "stop", "rests", "calendar", "unexplained")
    }
    assert min(counts.values()) >= 20
    assert set(truth.filter(pl.col("reason") == "rests")["agrees"]) == {True, False}


def test_a_change_says_what_it_came_from_but_where_a_line_was_lost(
    default_portfolio: Portfolio, events: pl.DataFrame
) -> None:
    changes = events.filter(pl.col("field").is_in(["status", "priority", "kind"]))
    torn = default_portfolio.truth["findings"].filter(pl.col("rule_id") == "CLK-S")

    assert changes["from_value"].null_count() == 0
    assert (
        events.filter(~pl.col("field").is_in(["status", "priority", "kind"]))["from_value"]
        .is_null()
        .all()
    )
    assert 3 <= torn.height <= 10
