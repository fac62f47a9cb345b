"""What a mapping takes for granted and a file does not bear out: remarks of its delivery."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType

import polars as pl

from ingest.errors import RefusedError
from ingest.form import plain_name
from ingest.mapping import SourceRule
from ingest.mapping.exported import ISO_DATE, ExportedRule
from ingest.named import counted, first_of, nearest
from ingest.readers.endings import ending_of
from ingest.shapes import main_entity, without_empty_cells

# With more different names a column is not what the mapping takes it for; none beyond is needed.
MOST_NAMES = 200
# An example's date, by the groups of a pattern and by the letters of a form.
GROUPS: Mapping[str, str] = MappingProxyType(
    {"year": "2026", "month": "06", "day": "30", "hour": "18", "minute": "00", "second": "00"}
)
LETTERS: Mapping[str, str] = MappingProxyType(
    {"Y": "2026", "y": "26", "m": "06", "b": "Jun", "B": "June", "d": "30"}
    | {"H": "18", "M": "00", "S": "00", "F": "2026-06-30", "T": "18:00:00", "R": "18:00"}
)


def changed_fields(rows: pl.DataFrame, source: SourceRule | None) -> Counter[str]:
    """Count the rows of a log of changes by the native field that each says has changed."""
    log = source.log if source is not None and source.shape == "changes" else None
    column = plain_name(log.field or "") if log is not None else ""
    if source is None or column not in rows.columns:
        return Counter()
    cells = without_empty_cells(rows.select(pl.col(column).cast(pl.String)), source)[column]
    counts = cells.drop_nulls().rename("name").value_counts(name="rows", sort=True)
    name = pl.col("name").str.to_lowercase() if source.fold else pl.col("name")
    wanted = counts.filter(name.is_in(sorted(_named(source))))
    return Counter(dict(pl.concat([counts.head(MOST_NAMES), wanted]).iter_rows()))


def not_borne_out(
    path: Path, source: SourceRule | None, fields: Mapping[str, int]
) -> Iterator[str]:
    """Say what a mapping takes for granted of a file and the file does not bear out.

    `fields` are the native fields that its rows name, with how many rows name each.
    """
    if source is not None:
        yield from _never_changed(fields, source)
        yield from _undated(path, source)


def _never_changed(fields: Mapping[str, int], source: SourceRule) -> Iterator[str]:
    """Say which native fields a log's mapping names that no row says have changed.

    That a status never changes is always worth a word, for then every clock runs on; of all else
    only where another name was most likely meant.
    """
    column = plain_name(source.log.field or "") if source.log is not None else ""
    there = {_compared(name, source) for name in fields}
    free = [name for name in fields if _compared(name, source) not in _named(source)]
    held = first_of(f"{name} ({counted(rows, 'row')})" for name, rows in fields.items())
    for place, names, what in _wanted(source):
        near = nearest(names[0], free)
        is_there = any(_compared(name, source) in there for name in names)
        if fields and not is_there and (near or place == "log.track.status"):
            hint = f"Did you mean {near}?" if near else f"Name there what {column} calls it."
            yield (
                f"in no row does the column {column} hold {' or '.join(map(repr, names))}, which "
                f"{place} names; it holds {held}. {hint} Without it no {what} came in."
            )


def _undated(path: Path, source: SourceRule) -> Iterator[str]:
    """Say of a file that its name tells nothing of its age, where that decides what holds."""
    rule = source.exported
    if rule is None or rule.pattern is None or source.exported_at(path) is not None:
        return
    about = source.records.get(main_entity(source), ())
    if source.log is not None or any("updated_at" in one.columns for one in about):
        return
    example = _name_that_fits(path, rule, source)
    named = f", such as {example}" if example else ""
    yield (
        f"its name does not fit the pattern of `exported` ('{rule.pattern}'), so when it was "
        "exported is not known: it counts as newest because it came last. If others are newer, "
        f"withdraw this delivery, give the file a name that fits{named}, and take it in again."
    )


def _wanted(source: SourceRule) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Give the native fields that a log of changes names: where, which, and what they bring."""
    log = source.log
    if log is None or source.shape != "changes":
        return
    for field, rule in log.track.items():
        yield f"log.track.{field}", rule.source_columns, f"change of {field}"
    for said, what in ((log.responses, "response"), (log.updates, "update")):
        for name in said.fields:
            yield f"log.{what}s.fields", (name,), f"{what} by it"


def _named(source: SourceRule) -> set[str]:
    return {_compared(name, source) for _, names, _ in _wanted(source) for name in names}


def _compared(name: str, source: SourceRule) -> str:
    """Write a name as names are compared."""
    return name.lower() if source.fold else name


def _name_that_fits(path: Path, rule: ExportedRule, source: SourceRule) -> str | None:
    """Write a name of a file as the pattern wants it; None where it is not told so easily."""
    form = re.sub("%-?(.)", lambda letter: LETTERS.get(letter[1], ""), rule.format or ISO_DATE)
    dated = re.sub(
        r"\(\?P?<(\w+)>[^()]*\)",
        lambda group: form if group[1] == "date" else GROUPS.get(group[1], ""),
        rule.pattern or "",
    )
    part = re.sub(r"\\(.)", r"\1", dated.strip("^$")).rstrip(".")
    ending = ending_of(path)
    stem = path.name[: len(path.name) - len(ending)]
    part = part.removesuffix(ending)
    tries = [stem + ("_" if part[:1].isalnum() else "") + part, part]
    # What begins with a word is the whole name.
    in_order = reversed(tries) if part[:1].isalpha() else tries
    names = (Path(f"{one}{ending}") for one in in_order)
    with suppress(RefusedError):
        fitting = (one.name for one in names if source.takes(one) and source.exported_at(one))
        return next(fitting, None)
    return None
