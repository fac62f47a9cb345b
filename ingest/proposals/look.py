"""What files show: their columns and what each is, their words, their times, their dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from ingest.conditions import Condition
from ingest.dialect import Dialect
from ingest.errors import RefusedError
from ingest.instants import dates, instants
from ingest.proposals.dictionary import ASIDE, NOTHING, TOTALS, plain
from ingest.proposals.forms import form_of
from ingest.proposals.names import are_of_one_kind
from ingest.proposals.roles import TIMES, WORDS, roles_of
from ingest.proposals.times import (
    DAY_FIRST,
    Forms,
    Order,
    days_alone,
    forms_of,
    has_offsets,
    order_of,
)
from ingest.readers import ROW, Broken, kind_of, opened

# Of a file with more rows than these the first are looked at.
MOST_ROWS = 1_000_000
# Lines at a file's end that are no rows and are proposed to be left out.
MOST_FOOTERS = 6
LONGEST_FOOTER = 30
# From this share of rows on whose ticket came before, a file is a log and no list.
REPEATING = 0.3


@dataclass(frozen=True)
class Word:
    """A word of a column, in how many rows it stands, and in how many of them with which times."""

    text: str
    rows: int
    ended: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Look:
    """What was seen of files with the same columns.

    `rows` hold text, blanks cut off and empty cells null. `roles` name the column that is what,
    `order` and `offsets` say how their times are written, `words` what stands in columns of words.
    `names_again` is true where many rows of a file name a ticket that an earlier row of it named.
    """

    paths: tuple[Path, ...]
    dialect: Dialect
    columns: tuple[str, ...]
    rows: pl.DataFrame
    roles: dict[str, str]
    order: Order
    offsets: bool
    missing: tuple[str, ...]
    is_folded: bool
    knows_customers: bool
    said: tuple[str, ...]
    is_cut: bool = False
    names_again: bool = False

    @property
    def unused(self) -> tuple[str, ...]:
        """The columns that nothing is made of."""
        return tuple(name for name in self.columns if name not in self.roles.values())

    @property
    def customers(self) -> frozenset[str]:
        """The customers that it names."""
        column = self.roles.get("customer_id", self.roles.get("customer"))
        return (
            frozenset(map(str, self.rows[column].drop_nulls().unique())) if column else frozenset()
        )

    @property
    def times(self) -> dict[str, str]:
        """The columns with times, by what they are."""
        return {role: self.roles[role] for role in TIMES if role in self.roles}

    def forms(self, order: str | None) -> Forms:
        """How its times are written, day and month in the order given."""
        return forms_of(_distinct(self.rows, list(self.times.values())), order or DAY_FIRST)  # type: ignore[arg-type]  # an order as a person wrote it

    def words(self, role: str) -> tuple[Word, ...]:
        """The words of a column, the most frequent first; spellings in other case count as one."""
        column = self.roles.get(role)
        if column is None:
            return ()
        ends = [(one, self.roles[one]) for one in ("resolved_at", "closed_at") if one in self.roles]
        told = self.rows.filter(pl.col(column).is_not_null()).select(
            text=pl.col(column).cast(pl.String),
            key=_folded(pl.col(column).cast(pl.String), folds=self.is_folded),
            **{one: pl.col(name).is_not_null() for one, name in ends},
        )
        counted = told.group_by("key", maintain_order=True).agg(
            pl.col("text").mode().sort().first(),
            pl.len().alias("rows"),
            *(pl.col(one).any() for one, _ in ends),
        )
        return tuple(
            Word(row["text"], row["rows"], frozenset(one for one, _ in ends if row[one]))
            for row in counted.sort("rows", descending=True, maintain_order=True).to_dicts()
        )

    def empty(self, role: str) -> int:
        """In how many rows a column has no value."""
        return self.rows[self.roles[role]].null_count()

    def days(self, role: str, forms: Forms) -> int:
        """In how many rows a column of times names a day alone."""
        cells = self.rows[self.roles[role]].drop_nulls()
        if cells.dtype.is_temporal():
            return len(cells) if cells.dtype == pl.Date else 0
        return days_alone(cells, forms.reading)

    def span(self, forms: Forms) -> tuple[date, date] | None:
        """The first and the last day on which something happened; None where no time is known."""
        found: list[date] = []
        for role in ("opened_at", "responded_at", "resolved_at", "closed_at"):
            if role in self.roles:
                cells = self.rows[self.roles[role]].drop_nulls()
                read = _days_of(cells, forms)
                found += [read.min(), read.max()] if len(read) else []  # type: ignore[list-item]  # polars: any literal
        return (min(found), max(found)) if found else None

    @property
    def is_log(self) -> bool:
        """Whether its rows are changes or versions of records, and not the records."""
        return "changed_field" in self.roles or self.names_again


def look_at(paths: Sequence[Path]) -> list[Look]:
    """Look at files; those with the same columns and the same form are seen as one.

    Raises RefusedError where one of them cannot be read.
    """
    looks: list[Look] = []
    for path in paths:
        one = _look(path)
        same = next((place for place, other in enumerate(looks) if _are_alike(one, other)), None)
        if same is None:
            looks.append(one)
        else:
            looks[same] = _together(looks[same], one)
    return looks


def _are_alike(one: Look, other: Look) -> bool:
    return (
        set(one.columns) == set(other.columns)
        and one.dialect.model_dump(exclude={"leave_out"})
        == other.dialect.model_dump(exclude={"leave_out"})
        and kind_of(one.paths[0]) == kind_of(other.paths[0])
        and are_of_one_kind(one.paths[0], other.paths[0])
    )


def _together(first: Look, second: Look) -> Look:
    """Look at two files as one; what is left out of either is left out of both."""
    conditions = [*first.dialect.leave_out, *second.dialect.leave_out]
    leave_out = tuple(one for place, one in enumerate(conditions) if one not in conditions[:place])
    rows = pl.concat([first.rows, second.rows.select(first.rows.columns)], how="vertical_relaxed")
    both = seen(
        (*first.paths, *second.paths),
        first.dialect.model_copy(update={"leave_out": leave_out}),
        rows,
        said=tuple(dict.fromkeys((*first.said, *second.said))),
        is_cut=first.is_cut or second.is_cut,
    )
    # An export of the next month names again what was open in the last: that is no log.
    return replace(both, names_again=first.names_again or second.names_again)


def _look(path: Path) -> Look:
    form = form_of(path)
    rows, broken, is_cut = _read(path, form.dialect)
    rows = rows.with_columns(
        pl.when(pl.col(name).str.strip_chars() != "")
        .then(pl.col(name).str.strip_chars())
        .alias(name)
        for name, kind in rows.schema.items()
        if kind == pl.String
    )
    footers = _footers(broken, rows)
    rows, totals = _without_totals(rows)
    dialect = form.dialect.model_copy(update={"leave_out": (*totals, *footers)})
    return seen((path,), dialect, rows, said=form.said, is_cut=is_cut)


def seen(  # noqa: PLR0913  # each is known beforehand or not
    paths: tuple[Path, ...],
    dialect: Dialect,
    rows: pl.DataFrame,
    *,
    roles: dict[str, str] | None = None,
    knows_customers: bool = False,
    said: tuple[str, ...] = (),
    is_cut: bool = False,
) -> Look:
    """Look at the rows of files (text, empty cells null); their columns' names say what is what.

    With `roles` it is known already what each column is, and with `knows_customers` whose a ticket
    is, by whatever rule.
    """
    rows = rows.drop(ROW, strict=False)
    missing = _words_for_nothing(rows)
    rows = rows.with_columns(
        pl.when(~pl.col(name).is_in(list(missing))).then(pl.col(name)).alias(name)
        for name, kind in rows.schema.items()
        if kind == pl.String
    )
    roles = roles_of(rows, rows.columns) if roles is None else roles
    times = _distinct(rows, [roles[role] for role in TIMES if role in roles])
    order = order_of(times)
    forms = forms_of(times, order.decided or DAY_FIRST)
    said_of_zone = any(
        "utc" in (aside[0].lower() if (aside := ASIDE.search(column)) else "")
        for role, column in roles.items()
        if role in TIMES
    )
    look = Look(
        paths=paths,
        dialect=dialect,
        columns=tuple(rows.columns),
        rows=rows,
        roles=roles,
        order=order,
        offsets=has_offsets(times, forms.reading) or said_of_zone,
        missing=missing,
        is_folded=False,
        knows_customers=bool(knows_customers or {"customer", "customer_id"} & set(roles)),
        said=said,
        is_cut=is_cut,
        names_again=_names_again(rows, roles.get("ticket_id")),
    )
    return replace(look, is_folded=_needs_folding(look))


def _names_again(rows: pl.DataFrame, column: str | None) -> bool:
    """Whether many rows name a ticket that an earlier row named."""
    if column is None or rows.is_empty():
        return False
    named = rows[column].drop_nulls()
    return len(named) - named.n_unique() > REPEATING * len(named)


def _read(path: Path, dialect: Dialect) -> tuple[pl.DataFrame, list[Broken], bool]:
    frames: list[pl.DataFrame] = []
    broken: list[Broken] = []
    count = 0
    with opened(path, dialect) as (source, _):
        for block in source.blocks:
            frames.append(block.rows)
            broken += block.broken
            count += len(block.rows)
            if count >= MOST_ROWS:
                break
    rows = pl.concat(frames, how="diagonal_relaxed") if frames else pl.DataFrame()
    if rows.is_empty():
        raise RefusedError(
            path.name,
            "it holds no row, and a mapping is proposed from what rows hold.",
            way_out="Export it again, with some.",
        )
    return rows, broken, count >= MOST_ROWS


def _without_totals(rows: pl.DataFrame) -> tuple[pl.DataFrame, tuple[Condition, ...]]:
    """Take out rows that sum up others, which stand at the end of reports."""
    column = roles_of(rows.drop(ROW), rows.drop(ROW).columns).get("ticket_id")
    if column is None or rows[column].dtype != pl.String:
        return rows, ()
    found = [word for word in rows[column].drop_nulls().unique() if plain(word) in TOTALS]
    if not found:
        return rows, ()
    condition = Condition.model_validate({"column": column, "is": sorted(found)})
    return rows.filter(~pl.col(column).is_in(found).fill_null(value=False)), (condition,)


def _footers(broken: Sequence[Broken], rows: pl.DataFrame) -> tuple[Condition, ...]:
    """Propose to leave out the lines below the last row that are none."""
    last = int(rows[ROW].max()) if len(rows) else 0  # type: ignore[arg-type]  # polars: any literal
    below = [one.text.strip() for one in broken if one.row_number > last]
    texts = [text[:LONGEST_FOOTER] for text in below if text]
    if not texts or len(texts) > MOST_FOOTERS:
        return ()
    return tuple(
        Condition.model_validate({"line": f'^"?{pl.escape_regex(text.strip(chr(34)))}'})
        for text in dict.fromkeys(texts)
    )


def _words_for_nothing(rows: pl.DataFrame) -> tuple[str, ...]:
    found: set[str] = set()
    for name, kind in rows.schema.items():
        if kind == pl.String:
            values = rows[name].unique().drop_nulls()
            found |= set(values.filter(values.str.to_lowercase().is_in(list(NOTHING))))
    return tuple(sorted(found))


def _distinct(rows: pl.DataFrame, columns: Sequence[str]) -> pl.Series:
    """All different texts of some columns, in the order of the rows."""
    texts = [rows[name].drop_nulls() for name in columns if rows[name].dtype == pl.String]
    if not texts:
        return pl.Series([], dtype=pl.String)
    return pl.concat([one.rename("") for one in texts]).unique(maintain_order=True)


def _needs_folding(look: Look) -> bool:
    """Whether a word stands in the file in several cases: `Hoch` and `hoch`."""
    return any(
        len({word.text.lower() for word in look.words(role)}) < len(look.words(role))
        for role in WORDS
        if role in look.roles
    )


def _folded(text: pl.Expr, *, folds: bool) -> pl.Expr:
    return text.str.to_lowercase() if folds else text


def _days_of(cells: pl.Series, forms: Forms) -> pl.Series:
    if cells.dtype.is_temporal():
        return cells.cast(pl.Date)
    read = instants(cells, forms.reading).dt.date()
    alone = dates(cells, forms.reading)
    return pl.select(pl.coalesce(read, alone)).to_series().drop_nulls()
