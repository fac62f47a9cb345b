"""How a log is read: which record a row is about, when it was written, and in which order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field, field_validator

from ingest.conditions import Condition, of_columns, several
from ingest.form import ColumnName, Strict
from ingest.mapping.columns import TimeRule, ValueRule

TRACKED = ("status", "priority", "kind", "exclusion", "problem")


class AtRule(TimeRule):
    """The column with the time of a log's row, and how it is written."""

    column: ColumnName = Field(examples=["column: updated_on"])


class OrderRule(Strict):
    """The column that orders a log's rows of one time; `natural` is by the numbers in its text."""

    column: ColumnName = Field(examples=["column: count"])
    by: Literal["number", "text", "natural"] = "number"


class SaidRule(Strict):
    """What in a log says something to the customer: one of these is enough.

    `states` are native states that are entered, `fields` native fields that change, `when` are
    conditions that all hold for a row.
    """

    states: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    when: tuple[Condition, ...] = ()

    _several_conditions = field_validator("when", mode="before")(several)
    _of_columns = field_validator("when")(of_columns)


class TrackedRule(ValueRule):
    """A native field whose changes become events.

    Of `versions` that name only what changed, `old` is the column with what it was before.
    """

    old: ColumnName | None = None

    @property
    def source_columns(self) -> tuple[str, ...]:
        """The source columns that the rule reads, as written."""
        return (*super().source_columns, *([self.old] if self.old else []))


class LogRule(Strict):
    """How to read a log.

    Shape `versions`: each row is the whole record after a change; `track` names, for each event
    field, the source column to compare. Shape `changes`: each row is a change of one field, named
    by the column `field`, from `old` to `new`; `track` is keyed by event field too, its `column`
    being the value that `field` has, its `columns` several such values that only together mean
    something. `responses` says what is a response, `updates` what is news to the customer.
    `newest_first` says that rows of one time (and, where there is one, of one `order`) stand in the
    file in reverse.
    """

    record: ColumnName = Field(examples=["record: number"])
    at: AtRule = Field(examples=["at: updated_on"])
    order: OrderRule | None = None
    newest_first: bool = False
    field: ColumnName | None = None
    old: ColumnName | None = None
    new: ColumnName | None = None
    actor: ColumnName | None = None
    track: dict[Literal["status", "priority", "kind", "exclusion", "problem"], TrackedRule] = Field(
        examples=["track: {status: {column: state, words: {Open: in_progress}}}"]
    )
    responses: SaidRule = SaidRule()
    updates: SaidRule = SaidRule()

    @field_validator("at", "order", mode="before")
    @classmethod
    def _column_alone(cls, value: object) -> object:
        return {"column": value} if isinstance(value, str) else value

    @field_validator("responses", "updates", mode="before")
    @classmethod
    def _states_alone(cls, value: object) -> object:
        return {"states": value} if isinstance(value, list) else value

    @field_validator("track", mode="before")
    @classmethod
    def _short_track(cls, value: object) -> object:
        if not isinstance(value, dict):
            return value
        return {
            name: {"column": rule} if isinstance(rule, str) else rule
            for name, rule in value.items()
        }

    def source_columns(self, shape: str) -> Iterator[str]:
        """The source columns that the log reads, as written.

        In shape `changes` the tracked names are values of the column `field`, and no columns.
        """
        named = (self.record, self.at.column, self.field, self.old, self.new, self.actor)
        yield from (name for name in named if name is not None)
        if self.order is not None:
            yield self.order.column
        if shape == "versions":
            for rule in self.track.values():
                yield from rule.source_columns
            yield from (*self.responses.fields, *self.updates.fields)
        for condition in (*self.responses.when, *self.updates.when):
            yield from condition.source_columns
