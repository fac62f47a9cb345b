"""Rows at the limits of what the contract accepts, by chance, of every entity."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from ingest.contract import ENTITIES, FIRST_DAY, LAST_DAY, Column, Entity
from tests.proof.chance import Seeded

Row = dict[str, str]

ROWS = {
    "customers": 12,
    "agreements": 60,
    "tickets": 560,
    "ticket_events": 1000,
    "source_verdicts": 150,
    "changes": 200,
}
ROWS_OF_OTHERS = 70
HOURS = ("00:00", "23:59", "08:00", "12:00", "17:00")
ZONES = ("UTC", "Europe/Berlin", "Pacific/Kiritimati", "Pacific/Apia", "America/St_Johns",
         "Asia/Kathmandu", "Antarctica/Troll", "Africa/Monrovia", "America/Nuuk")  # fmt: skip
REGIONS = ("DE", "DE-BY", "US", "US-CA", "IN", "CA-QC", "SA", "IL")
TEXTS = (
    "x",
    "x" * 20_000,
    "NaN",
    "null",
    "-1",
    "=1+1",
    "'; drop table raw.tickets; --",
    'a "quoted", comma\nand a line',
    "\u202eright to left\u202c",
    "\u0000null byte and \u001b[31m colours",
    "🧯" * 50,
    "ﷺ Ⅷ ½ ß İ",
    "phone",
)
# Of several lines, or with a control character, no identifier comes in.
IDENTIFIERS = tuple(text for text in TEXTS if text.isprintable() or text.startswith("\u202e"))
FIRST_INSTANT = datetime.combine(FIRST_DAY, datetime.min.time())
LAST_INSTANT = datetime.combine(LAST_DAY, datetime.max.time())
# Where most instants lie, so that rows meet; summer time ends and begins in between.
USUAL_FROM, USUAL_DAYS = date(2025, 1, 1), 700


def extreme_rows(seed: int) -> dict[str, list[Row]]:
    """The rows of each entity, parents first; most keys are unlike, some are not."""
    chance = Seeded(seed)
    found: dict[str, list[Row]] = {}
    for entity in ENTITIES:
        parents = {
            column: [row[_key_of(parent)] for row in found[parent]]
            for column, parent in entity.parents.items()
        }
        found[entity.name] = [
            _row(entity, number, parents, chance)
            for number in range(ROWS.get(entity.name, ROWS_OF_OTHERS))
        ]
    return found


def _key_of(entity_name: str) -> str:
    return next(one for one in ENTITIES if one.name == entity_name).key[0]


def _row(entity: Entity, number: int, parents: Mapping[str, list[str]], chance: Seeded) -> Row:
    row: Row = {}
    for column in entity.columns:
        if column.internal or column.name == "withdrawn":
            continue
        is_left_empty = not column.required and chance.likely(40)
        if column.name in parents:
            row[column.name] = chance.pick(parents[column.name])
        elif column.name == entity.key[0] and column.kind == "identifier":
            row[column.name] = f"{entity.name}-{number}"
        elif is_left_empty:
            row[column.name] = ""
        else:
            row[column.name] = _value(column, chance)
    decided = entity.value_words.get(row.get("field", ""))
    if decided:
        row["value"] = chance.pick([word or "" for word in decided])
    for column in entity.columns:
        ends, begins = row.get(column.name, ""), row.get(column.not_before, "")
        if ends and begins > ends:
            row[column.name], row[column.not_before] = begins, ends
    return row


def _value(column: Column, chance: Seeded) -> str:  # noqa: PLR0911 (one for each kind)
    match column.kind:
        case "word":
            return chance.pick(column.words)
        case "words":
            return " ".join(chance.pick(column.words) for _ in range(chance.whole(1, 7)))
        case "instant":
            return _instant(chance).isoformat() + "Z"
        case "date":
            return _instant(chance).date().isoformat()
        case "time":
            return chance.pick(HOURS)
        case "whole":
            return str(chance.pick((column.least, column.most, 1, chance.whole(1, 50))))
        case "number":
            numbers = (column.least, column.most, 0.1, 1e-6, column.most - 1e-6)
            return f"{chance.pick(numbers):f}"
        case "flag":
            return chance.pick(("true", "false"))
        case "zone":
            return chance.pick(ZONES)
        case "region":
            return chance.pick(REGIONS)
    return chance.pick(TEXTS if column.kind == "text" else IDENTIFIERS)


def _instant(chance: Seeded) -> datetime:
    if chance.likely(8):
        return chance.pick((FIRST_INSTANT, LAST_INSTANT))
    if chance.likely(8):
        return FIRST_INSTANT + timedelta(days=chance.whole(0, (LAST_DAY - FIRST_DAY).days))
    usual = datetime.combine(USUAL_FROM, datetime.min.time())
    seconds = chance.pick((0, 86_399, chance.whole(0, 86_399)))
    return usual + timedelta(days=chance.whole(0, USUAL_DAYS), seconds=seconds)
