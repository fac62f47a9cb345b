"""What is made of a row: a record of the contract, its columns each by a rule."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field, field_validator

from ingest.conditions import Condition, of_columns, several
from ingest.form import Strict
from ingest.mapping.columns import ColumnRule


class EntityRule(Strict):
    """One record of the contract made from one source row.

    `when` are conditions that must all hold for a row to make such a record, `unless` conditions of
    which none may hold.
    """

    when: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] = ()
    columns: dict[str, ColumnRule] = Field(alias="its columns")

    _several_conditions = field_validator("when", "unless", mode="before")(several)

    _of_columns = field_validator("when", "unless")(of_columns)

    @field_validator("columns", mode="before")
    @classmethod
    def _short_form(cls, value: object) -> object:
        if not isinstance(value, dict):
            return value
        return {
            name: {"column": rule} if isinstance(rule, str) else rule
            for name, rule in value.items()
        }

    @property
    def source_columns(self) -> Iterator[str]:
        """The source columns that the rule reads, as written."""
        for rule in self.columns.values():
            yield from rule.source_columns
        for one in (*self.when, *self.unless):
            yield from one.source_columns


def entity_rules(rules: object) -> object:
    """Let an entity be one rule or several, and a rule name its columns beside `when`."""
    return [
        _with_columns(rule) if isinstance(rule, dict) else rule
        for rule in (rules if isinstance(rules, list) else [rules])
    ]


def _with_columns(rule: dict[str, object]) -> dict[str, object]:
    conditions = {name: rule[name] for name in ("when", "unless") if name in rule}
    columns = {name: value for name, value in rule.items() if name not in conditions}
    return {**conditions, "its columns": columns}
