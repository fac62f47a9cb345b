"""What the names of files say: which files are of one kind, and when an export was made."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fnmatch import fnmatch
from itertools import takewhile
from pathlib import Path

from ingest.contract import BY_NAME
from ingest.errors import RefusedError
from ingest.mapping.exported import ExportedRule, exported_at
from ingest.proposals.dictionary import plain
from ingest.readers import ENDINGS
from ingest.time_words import MONTH_OF

# Words of file names that are short for a month in one language and something else in most.
NO_MONTHS = frozenset({"set", "dic", "mar"})
# Parts of a name that another export has otherwise, the most exact first, and as a mapping reads
# them.
DATED: tuple[tuple[str, str], ...] = (
    (r"\d{4}-\d{2}-\d{2}", r"(?<date>\d{4}-\d{2}-\d{2})"),
    (r"(?<!\d)(?:19|20)\d{2}[01]\d[0-3]\d(?!\d)", r"(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})"),
    (
        r"(?<!\d)\d{1,2}[._]\d{1,2}[._]\d{4}(?!\d)",
        r"(?<day>\d{1,2})[._](?<month>\d{1,2})[._](?<year>\d{4})",
    ),
    (r"(?<!\d)(?:19|20)\d{2}[-_][01]\d(?!\d)", r"(?<year>\d{4})[-_](?<month>\d{2})"),
    (r"(?<!\d)(?:19|20)\d{2}[01]\d(?!\d)", r"(?<year>\d{4})(?<month>\d{2})"),
)
MONTH = r"(?<month>\p{L}+)"
FULL_YEAR = r"(?<year>\d{4})"
YEAR = r"(?<!\d)(?:19|20)\d{2}(?!\d)"
# Names that begin with so many letters alike are of one kind.
SHORTEST_COMMON = 4
LETTERS = re.compile(r"[^\W\d_]+")
# Numbers that count exports: `tickets (2).csv`, `export_17.csv`.
COUNTED = re.compile(r"\s*\(\d+\)$|(?<=[_ -])\d+$|\d{6,}$")


@dataclass(frozen=True)
class Exported:
    """When files were exported, as their names say it: a pattern, and the year of names without."""

    pattern: str
    year: int | None = None


def mapping_name(paths: Sequence[Path]) -> str:
    """Name a mapping after its files, without what the next export has otherwise."""
    stem = _common([_without_date(_bare(path)) for path in paths])
    name = re.sub(r"\W+", "_", plain(stem).replace(" ", "_")).strip("_")
    return name or "desk"


def files_pattern(paths: Sequence[Path]) -> str:
    """Give the pattern of the files' names that the next export fits, too."""
    ending = _ending(paths[0])
    stems = [_bare(path) for path in paths]
    dated = [_undated(stem) for stem in stems]
    pattern = _literal(_common(stems)) + "*" if len(set(dated)) > 1 else dated[0]
    wide = f"{pattern}{'' if pattern.endswith('*') else '*'}{ending}"
    exact = f"{_literal(stems[0])}{ending}"
    # A short name with a star would take files that are named after an entity as well.
    takes_others = any(fnmatch(f"{entity}.csv", wide) for entity in BY_NAME)
    fits = all(fnmatch(path.name, wide) for path in paths)
    return exact if takes_others or not fits else wide


def are_of_one_kind(first: Path, second: Path) -> bool:
    """Whether two files are named as two exports of one list are: alike but for their dates."""
    stems = [_undated(_bare(path)) for path in (first, second)]
    return stems[0] == stems[1] or len(_prefix(stems).rstrip(" _-.*")) >= SHORTEST_COMMON


def exported_of(paths: Sequence[Path], span: tuple[date, date] | None) -> Exported | None:
    """Read from the files' names when they were exported; None where they do not say it.

    `span` are the first and last day that the rows tell of: the last export is not of before.
    """
    last = span[1] if span else None
    patterns = {_dated(path, last) for path in paths}
    found = patterns.pop()
    if found is None or patterns:
        return None
    try:
        rule = ExportedRule(pattern=found.pattern, year=found.year)
        made = [exported_at(rule, path.name, time_zone="UTC") for path in paths]
    except (RefusedError, ValueError):
        return None
    known = [at for at in made if at is not None]
    is_late_enough = last is None or max(known, default=datetime.min).date() >= last
    return found if len(known) == len(paths) and is_late_enough else None


def _dated(path: Path, last: date | None) -> Exported | None:
    """Give the pattern by which a name says a date; `last` is of the year of names without one."""
    stem = _bare(path)
    for shown, groups in DATED:
        match = re.search(shown, stem)
        if match:
            return Exported(f"{_regex(stem[: match.start()])}{groups}")
    for word in LETTERS.finditer(stem):
        if word[0].lower() not in MONTH_OF or word[0].lower() in NO_MONTHS:
            continue
        year = re.search(YEAR, stem)
        if year is None:
            before = _regex(stem[: word.start()])
            return Exported(f"{before}{MONTH}", last.year) if last else None
        between = _regex(stem[min(word.end(), year.end()) : max(word.start(), year.start())])
        parts = [MONTH, FULL_YEAR] if word.start() < year.start() else [FULL_YEAR, MONTH]
        before = _regex(stem[: min(word.start(), year.start())])
        return Exported(before + between.join(parts))
    return None


def _regex(text: str) -> str:
    """Write a text as a regular expression that both Python and Rust take literally."""
    return re.sub(r"([^\w \-])", r"\\\1", text)


def _bare(path: Path) -> str:
    """A file's name without its ending, in its own case."""
    return path.name[: len(path.name) - len(_ending(path))]


def _ending(path: Path) -> str:
    lower = path.name.lower()
    ending = max((one for one in ENDINGS if lower.endswith(one)), key=len, default="")
    return path.name[len(path.name) - len(ending) :] if ending else ""


def _spans(stem: str) -> list[tuple[int, int]]:
    """Where in a name a date, a month or a count stands."""
    found = [match.span() for shown, _ in DATED for match in re.finditer(shown, stem)]
    found += [match.span() for match in re.finditer(YEAR, stem)]
    found += [
        word.span()
        for word in LETTERS.finditer(stem)
        if word[0].lower() in MONTH_OF and word[0].lower() not in NO_MONTHS
    ]
    found += [match.span() for match in COUNTED.finditer(stem)]
    return sorted(found, key=lambda one: (one[0], -one[1]))


def _without_date(stem: str) -> str:
    return _replaced(stem, "", lambda text: text).strip(" _-.")


def _undated(stem: str) -> str:
    return re.sub(r"\*(?:[ _.\-]*\*)+", "*", _replaced(stem, "*", _literal))


def _replaced(stem: str, mark: str, written: Callable[[str], str]) -> str:
    parts: list[str] = []
    place = 0
    for start, end in _spans(stem):
        if start >= place:
            parts += [written(stem[place:start]), mark]
            place = end
    return "".join([*parts, written(stem[place:])])


def _literal(text: str) -> str:
    """Write a text as a pattern of names that fits it alone."""
    return re.sub(r"([*?\[])", r"[\1]", text)


def _common(texts: Sequence[str]) -> str:
    if len(set(texts)) == 1:
        return texts[0]
    return _prefix(texts).rstrip(" _-.") or texts[0]


def _prefix(texts: Sequence[str]) -> str:
    """The letters with which all of them begin."""
    alike = takewhile(lambda letters: len(set(letters)) == 1, zip(*texts, strict=False))
    return "".join(letters[0] for letters in alike)
