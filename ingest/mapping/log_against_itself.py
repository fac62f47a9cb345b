"""What one part of a log's mapping says is held against the others when it is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ingest.form import KeyFaultError, plain_name
from ingest.mapping.columns import ANY, ColumnRule, parts_of
from ingest.mapping.logs import LogRule, TrackedRule
from ingest.mapping.records import EntityRule
from ingest.named import first_of, meant


def check_log_against_itself(
    log: LogRule, records: Mapping[str, Iterable[EntityRule]], *, shape: str, fold: bool
) -> None:
    """Raise KeyFaultError for the first part that another one contradicts."""
    if shape == "versions":
        _check_no_change_is_named(log)
    _check_states(log, fold=fold)
    for place, rule in enumerate(records.get("tickets", ())):
        opened = rule.columns.get("opened_at")
        if opened is not None and _is_of_last_row(opened, log):
            raise KeyFaultError(
                f"reads {plain_name(log.at.column)}, which is log.at, and so the ticket's last "
                f"row; write {{column: {log.at.column}, take: first}}",
                "records",
                "tickets",
                place,
                "opened_at",
            )


def _check_no_change_is_named(log: LogRule) -> None:
    needless = [name for name in ("field", "old", "new") if getattr(log, name) is not None]
    if needless:
        verb = "belongs" if len(needless) == 1 else "belong"
        raise KeyFaultError(
            f"{' and '.join(needless)} {verb} to shape: changes, where a row is a change of one "
            "field; write shape: changes, or take out what belongs to it",
            "log",
            needless[0],
        )


def _is_of_last_row(opened: ColumnRule, log: LogRule) -> bool:
    """Whether a ticket would open when its log was last written."""
    is_same = opened.column is not None and plain_name(opened.column) == plain_name(log.at.column)
    return is_same and opened.take == "last"


def _check_states(log: LogRule, *, fold: bool) -> None:
    """Refuse native states that no word of the tracked status is: nothing would ever enter them."""
    status = log.track.get("status")
    if status is None or not status.words or status.extract or status.fallback is not None:
        return
    does_fold = fold if status.fold is None else status.fold
    for name, said in (("responses", log.responses), ("updates", log.updates)):
        for place, state in enumerate(said.states):
            if not any(_may_be(state, word, status, fold=does_fold) for word in status.words):
                raise KeyFaultError(
                    f"{state!r} is none of the words of log.track.status "
                    f"({first_of(status.words)}){meant(state, status.words)}",
                    "log",
                    name,
                    "states",
                    place,
                )


def _may_be(state: str, word: str, status: TrackedRule, *, fold: bool) -> bool:
    """Whether some value of the source is both the state and the word."""
    if fold:
        state, word = state.lower(), word.lower()
    if status.columns is None:
        return state == word
    here, there = parts_of(state), parts_of(word)
    return len(here) == len(there) and all(
        one == other or ANY in (one, other) for one, other in zip(here, there, strict=True)
    )
