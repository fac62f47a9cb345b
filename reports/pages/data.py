"""Data: what was delivered and refused, how fresh it is, and what every figure rests on."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from reports import data_words, local_time, quota_words, wording
from reports.addresses import ticket_address
from reports.pages import answers, parts
from reports.pages.answers import answer
from reports.pages.scope import Scope

REASONS_DRAWN = 12

Row = dict[str, Any]


def show(scope: Scope) -> None:
    """The page, from how fresh the data is to how good the forecasts were."""
    (totals,) = answer(scope.snapshot, "data_totals").to_dicts()
    _show_totals(totals)
    _show_freshness(scope)
    _show_deliveries(scope, totals)
    _show_quarantine(scope)
    _show_ahead(scope)
    _show_unjudged(scope)
    _show_reconciliation(scope)
    _show_readings(scope)
    _show_scores(scope)
    _show_build(scope)


def _show_totals(totals: Row) -> None:
    figures = {
        "Files delivered": totals["deliveries"],
        "Rows read": totals["rows_read"],
        "Rows refused": totals["rows_quarantined"],
        "Readings chosen": totals["readings_chosen"],
        "Rules not judged": totals["rules_unjudged"],
    }
    for column, (label, figure) in zip(st.columns(len(figures)), figures.items(), strict=True):
        column.metric(label, wording.number(figure))
    parts.say(f"Of all deliveries: {data_words.arithmetic(totals)}.")


def _show_freshness(scope: Scope) -> None:
    st.header("How fresh it is")
    rows, zone = answer(scope.snapshot, "data_freshness"), scope.zone
    parts.table(
        scope,
        data_words.freshness_rows(rows, zone),
        caption=f"By what was delivered and how it was read; times in {zone}, {scope.as_of_text}",
        name="freshness",
        record=lambda: data_words.freshness_record(rows, zone),
        numbers=("Files", "Rows in force"),
        unbroken=("What", "Read as", "Last taken in", "Reaches"),
        of_all=True,
    )
    st.caption("Reaches: the latest instant that the rows tell of, up to “as of”.")


def _show_deliveries(scope: Scope, totals: Row) -> None:
    st.header("Deliveries")
    if not totals["deliveries"]:
        st.write("Nothing was delivered.")
        return
    rows, zone = answer(scope.snapshot, "data_deliveries"), scope.zone
    shown = rows.head(parts.ROWS_SHOWN)
    parts.table(
        scope,
        data_words.delivery_rows(shown, zone),
        caption=f"The latest first; times in {zone}, {scope.as_of_text}",
        name="deliveries",
        record=lambda: data_words.delivery_record(rows, zone),
        of=rows.height,
        numbers=("Delivery",),
        unbroken=("Taken in", "Brings", "Read as", "Exported"),
        long=("Rows",),
        of_all=True,
    )
    st.caption(
        "Shows: what the source tells of answers and waits; where it hides one, that clock took at "
        "most the time shown. Counts: a delivery that was taken back or replaced does not."
    )


def _show_quarantine(scope: Scope) -> None:
    st.header("Quarantine")
    reasons = answer(scope.snapshot, "data_quarantine_reasons")
    if reasons.is_empty():
        st.write("No row was refused: every row read was loaded or known already.")
        return
    parts.chart(
        answers.quarantine_chart(scope, REASONS_DRAWN),
        alt="Rows refused by entity, column and reason; the table below holds the counts.",
    )
    with parts.figures():
        shown_reasons = reasons.head(parts.ROWS_SHOWN)
        parts.table(
            scope,
            data_words.reason_rows(shown_reasons),
            caption=f"Numbered as in the picture, {scope.as_of_text}",
            name="quarantine_reasons",
            record=lambda: reasons,
            of=reasons.height,
            numbers=("No.", "Rows", "Last in delivery"),
            long=("Why",),
            of_all=True,
        )
    refused = answer(scope.snapshot, "data_quarantine")
    shown = refused.head(parts.ROWS_SHOWN)
    parts.table(
        scope,
        data_words.refused_rows(shown),
        caption=f"Rows refused, of the latest delivery first, {scope.as_of_text}",
        name="quarantine",
        record=lambda: refused,
        of=refused.height,
        numbers=("Delivery", "Row"),
        unbroken=("File",),
        long=("Value", "Why"),
        of_all=True,
    )
    st.caption("The files hold each row as it was delivered. Mend it, and deliver it again.")


def _show_ahead(scope: Scope) -> None:
    rows, zone = answer(scope.snapshot, "data_instants_ahead"), scope.zone
    if rows.is_empty():
        return
    st.header("Times in the future")
    parts.say(
        f"{wording.counted(rows.height, 'time')} {'lies' if rows.height == 1 else 'lie'} after the "
        "moment at which the file was received: a slip in the date, or a wrong time zone. No build "
        "takes its “as of” from such a time, and what happens after “as of” is not in the figures. "
        "Correct the source or the mapping, and deliver the file again."
    )
    shown = rows.head(parts.ROWS_SHOWN)
    parts.table(
        scope,
        data_words.ahead_rows(shown, zone),
        caption=f"The furthest first; times in {zone}, {scope.as_of_text}",
        name="times_in_the_future",
        record=lambda: data_words.ahead_record(rows, zone),
        of=rows.height,
        numbers=("Delivery", "Row"),
        unbroken=("File", "Time", "Taken in"),
        of_all=True,
    )


def _show_unjudged(scope: Scope) -> None:
    st.header("Rules that could not be judged")
    rows = answer(scope.snapshot, "data_unjudged_rules")
    if rows.is_empty():
        st.write("Every rule could be judged for every customer: no list is missing.")
        return
    parts.say(
        "For these customers something was never delivered that the rule needs. No finding is "
        "raised, which does not say that the rule was kept."
    )
    shown = rows.head(parts.ROWS_SHOWN)
    parts.table(
        scope,
        data_words.unjudged_rows(shown),
        caption=f"By customer, and what would have to be delivered, {scope.as_of_text}",
        name="unjudged_rules",
        record=lambda: rows,
        of=rows.height,
        numbers=("Records not judged",),
        unbroken=("Rule",),
        of_all=True,
    )


def _show_reconciliation(scope: Scope) -> None:
    st.header("Ours beside the desk's own")
    (counts,) = answer(scope.snapshot, "data_reconciliation").to_dicts()
    if not counts["verdicts"]:
        parts.say(
            "The desk's own verdicts were not delivered. To see ours beside them, deliver "
            "source_verdicts.csv: a row for each ticket and clock with what the desk says of it "
            "(docs/data-contract.md)."
        )
        return
    parts.paragraphs(data_words.reconciliation_sentences(counts))
    reasons = answer(scope.snapshot, "data_reconciliation_reasons")
    parts.table(
        scope,
        data_words.difference_rows(reasons),
        caption=f"{wording.counted(counts['verdicts'], 'verdict')} of the desk's own, by what "
        f"differs, {scope.as_of_text}",
        name="reconciliation_reasons",
        record=lambda: reasons,
        numbers=("Clocks", "Another verdict", "Cannot be compared", "Tickets"),
        of_all=True,
    )
    clocks = answer(scope.snapshot, "data_reconciliation_clocks")
    for reason in reasons["reason"]:
        with parts.figures(f"The tickets: {data_words.DIFFERENCES[reason]}"):
            _show_reconciled(scope, clocks.filter(reason=reason), reason)


def _show_reconciled(scope: Scope, clocks: pl.DataFrame, reason: str) -> None:
    shown, month = clocks.head(parts.ROWS_SHOWN), scope.month.month
    parts.table(
        scope,
        data_words.reconciled_rows(shown),
        caption=f"{wording.counted(clocks.height, 'clock')}, another verdict first; hours, minutes "
        f"and seconds, {scope.as_of_text}",
        name=f"reconciliation_{reason}",
        record=lambda: clocks,
        of=clocks.height,
        numbers=("Took, ours", "Took, the desk's", "Target, ours", "Target, the desk's"),
        unbroken=("Ticket", "Clock"),
        links={
            "Ticket": [
                ticket_address(ticket_id, customer_id, month)
                for ticket_id, customer_id in shown.select("ticket_id", "customer_id").iter_rows()
            ]
        },
        of_all=True,
    )


def _show_readings(scope: Scope) -> None:
    st.header("Readings of the rules")
    rows = answer(scope.snapshot, "data_readings")
    chosen = rows.filter(~pl.col("is_default")).height
    parts.say(
        f"{wording.counted(chosen, 'reading')} of {wording.number(rows.height)} "
        f"{'differs' if chosen == 1 else 'differ'} from the default."
        if chosen
        else f"All {wording.number(rows.height)} readings are the defaults."
    )
    parts.table(
        scope,
        data_words.reading_rows(rows),
        caption=f"Those that differ first; policy.yml chooses them, {scope.as_of_text}",
        name="readings",
        record=lambda: rows,
        unbroken=("Rule", "Differs"),
        long=("Chosen", "Default"),
        of_all=True,
    )


def _show_scores(scope: Scope) -> None:
    st.header("How good the forecasts were")
    scores = answer(scope.snapshot, "forecast_scores")
    rows = answer(scope.snapshot, "data_forecast_coverage")
    if rows.is_empty():
        st.write("No contract year has ended yet that could have been forecast (QUO-7).")
        return
    for score in scores.filter(pl.col("forecasts") > 0).to_dicts():
        parts.say(quota_words.score(score))
    parts.chart(
        answers.coverage_chart(scope),
        alt="Share of forecasts whose range held, by months known; the table below holds it.",
    )
    with parts.figures():
        parts.table(
            scope,
            data_words.coverage_rows(rows),
            caption=f"Past contract years, forecast again from each month, {scope.as_of_text}",
            name="forecast_scores",
            record=lambda: rows,
            numbers=("Months known", "Forecasts", "80 % held"),
            of_all=True,
        )


def _show_build(scope: Scope) -> None:
    st.header("What it was made with")
    build = answer(scope.snapshot, "data_builds")
    (row,) = build.to_dicts()
    published_at = local_time.zoned_text(row["published_at"], scope.zone)
    parts.say(data_words.build_words(row, published_at))
    parts.downloads(scope, lambda: build, name="build", of_all=True)
