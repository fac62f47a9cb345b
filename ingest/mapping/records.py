"""What is made of a row: a record of the contract, its columns each by a rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import Field, field_validator

from ingest.conditions import Condition, of_columns, several
from ingest.contract import BY_NAME
from ingest.form import KeyFaultError, Strict
from ingest.mapping.columns import ColumnRule
from ingest.named import meant


class EntityRule(Strict):
    """One record of the contract made from one source row.

    `when` are conditions that must all hold for a row to make such a record, `unless` conditions of
    which none may hold.
    """

    when: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] = ()
    columns: dict[str, ColumnRule] = Field(alias="its columns", exclude=True)

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


def rules_by_entity(records: Mapping[str, object]) -> dict[str, object]:
    """Let an entity be one rule or several, and a rule name its columns beside `when`.

    Raises KeyFaultError for what is no entity, and for a rule that names no columns.
    """
    return {name: [_with_columns(one) for one in _rules(name, records[name])] for name in records}


def _rules(name: str, rules: object) -> list[dict[str, object]]:
    if name not in BY_NAME:
        known = ", ".join(BY_NAME)
        raise KeyFaultError(
            f"{name} is not an entity; there are {known}{meant(name, BY_NAME)}", name
        )
    several_rules = rules if isinstance(rules, list) else [rules]
    if not all(isinstance(rule, dict) and rule for rule in several_rules):
        raise KeyFaultError(
            "must hold the entity's columns, such as {ticket_id: Number, summary: Title}, or a "
            "list of such rules",
            name,
        )
    return several_rules


def _with_columns(rule: dict[str, object]) -> dict[str, object]:
    conditions = {name: rule[name] for name in ("when", "unless") if name in rule}
    columns = {name: value for name, value in rule.items() if name not in conditions}
    return {**conditions, "its columns": columns}
