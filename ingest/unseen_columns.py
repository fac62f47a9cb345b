"""What is likely wrong with a file that lacks columns: it names them elsewhere, or is another."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ingest.contract import BY_NAME, WITHDRAWN
from ingest.dialect import Dialect
from ingest.file_names import entity_with, right_name
from ingest.named import nearest
from ingest.nameless import is_nameless, values_for_names
from ingest.readers import Block, Part, Source, kind_of, stem_of
from ingest.readers.broken_lines import DELIMITERS
from ingest.readers.encodings import ENCODINGS, is_utf8, read_anew

LIKENESS = 0.8
# How like the name of a column a value is not: `production` comes near `product`.
ALIKE = 0.9
# So many lines below the first are looked at for the names of the columns.
LINES_LOOKED_AT = 50
# How a cell of JSON begins that is an array of objects, as text.
ARRAY_OF_OBJECTS = re.compile(r"\[\s*\{")
EMPTY_ARRAY = "[]"
TAB = "\t"
NAMED_LATER = "If the columns are named further down, a mapping says where: format: {header: 3}."
IN_AN_ENVELOPE = 'If its rows lie deeper, a mapping says where: format: {rows: "data.tickets[]"}.'
DELIVER_AGAIN = "Deliver it again with what is missing, or name the right column in a mapping."
INIT = "service-review mapping init FILE"
OTHER_FORM = (
    f"If it is of another form, give its mapping by --mapping, or have one proposed: {INIT}"
)


@dataclass(frozen=True)
class Unseen:
    """Columns that a part of a file lacks, and what needs them: an entity, or a mapping.

    `sheet` names the one sheet that is taken in, where a workbook is taken in sheet by sheet;
    `dialect` is the form in which the file is read.
    """

    path: Path
    part: Part
    source: Source
    absent: Sequence[str]
    dialect: Dialect
    entity: str = ""
    mapping: str = ""
    is_chosen_by_name: bool = False
    sheet: str | None = None

    @property
    def is_json(self) -> bool:
        """Whether the file has names in every row, and no header."""
        return kind_of(self.path) in {"json", "json_lines"}

    @property
    def is_workbook(self) -> bool:
        """Whether the file has sheets."""
        return kind_of(self.path) == "excel"

    @cached_property
    def block(self) -> Block | None:
        """The first rows of the file."""
        return next(self.source.blocks, None)


def way_out_of(one: Unseen) -> str:
    """Say what is likely to be wrong with a file that lacks columns, the likeliest first."""
    reasons: tuple[Callable[[Unseen], str], ...]
    if one.is_json:
        reasons = (
            _of_another_entity,
            _in_an_array,
            _withdrawing,
            _otherwise_encoded,
            _otherwise_named,
        )
        last = IN_AN_ENVELOPE
    elif kind_of(one.path) == "parquet":
        reasons = (_of_another_entity, _withdrawing, _otherwise_named)
        last = DELIVER_AGAIN
    else:
        reasons = (
            _of_another_entity,
            _otherwise_parted,
            _otherwise_encoded,
            _other_sheet,
            _named_further_down,
            _withdrawing,
            _without_names,
            _one_of_several_sheets,
            _otherwise_named,
        )
        last = DELIVER_AGAIN
    if one.is_chosen_by_name:
        last = OTHER_FORM
    return next((said for reason in reasons if (said := reason(one))), last)


def _of_another_entity(one: Unseen) -> str:
    """Say that the columns are those of an entity, which the file or sheet is not taken for."""
    entity = entity_with(one.part.columns, named=one.entity)
    if entity is None:
        return ""
    theirs = f"Its columns are those of {entity}"
    if one.sheet is not None:
        return f"{theirs}: was the sheet named wrongly? If so, name it {entity}."
    if not one.mapping:
        return f"{theirs}: was it named wrongly? If so, name it {right_name(one.path, entity)}."
    right = "" if stem_of(one.path) == entity else right_name(one.path, entity)
    if not one.is_chosen_by_name:
        return f"{theirs}: leave --mapping out{f', and name it {right}' if right else ''}."
    if right:
        return f"{theirs}: name it {right}, unless `files` in the mapping takes that name too."
    return f"{theirs}: narrow `files` in the mapping, so that it does not take this file."


def _in_an_array(one: Unseen) -> str:
    """Say that the rows stand in an array, which a lone object holds."""
    if one.block is None or len(one.block.rows) != 1:
        return ""
    ((_, *cells),) = one.block.rows.iter_rows()
    texts = dict(zip(one.block.rows.columns[1:], map(str, cells), strict=True))
    arrays = [name for name, text in texts.items() if ARRAY_OF_OBJECTS.match(text)]
    arrays = arrays or [name for name, text in texts.items() if text == EMPTY_ARRAY]
    if len(arrays) != 1:
        return ""
    return (
        f"Its rows stand in the array {arrays[0]}: deliver the array alone, or name it in a "
        f'mapping, format: {{rows: "{arrays[0]}[]"}}.'
    )


def _withdrawing(one: Unseen) -> str:
    """Say that rows which take their keys back need the column that says so by its name."""
    if one.mapping or not set(BY_NAME[one.entity].key) <= set(one.part.columns):
        return ""
    near = nearest(WITHDRAWN.name, one.part.columns, likeness=LIKENESS)
    if near is None or near == WITHDRAWN.name:
        return ""
    return (
        f"It has {near!r} for {WITHDRAWN.name!r}: name it so, and rows that take their key back "
        "need no other column."
    )


def _otherwise_parted(one: Unseen) -> str:
    """Say that the names stand there, parted by another sign than the one it was read by."""
    for sign, called in DELIMITERS.items():
        names = {cell.strip() for column in one.part.columns for cell in column.split(sign)}
        if not (names - set(one.part.columns) and names & set(one.absent)):
            continue
        if one.is_workbook:
            return (
                f"Its cells hold whole lines, parted by {called}: split them into columns (in "
                "Excel: Data, Text to Columns)."
            )
        if sign == one.source.delimiter:
            return "Each line stands in quotes, as one cell: take the outer quotes away."
        return _corrected_delimiter(one, sign)
    return ""


def _corrected_delimiter(one: Unseen, sign: str) -> str:
    """Say where the sign that parts the columns is to be said: where another one is, or anew."""
    parted = f"columns are parted by {DELIMITERS[sign]}"
    is_tab, declared = sign == TAB, one.dialect.delimiter
    in_mapping = f'format: {{delimiter: "{_called(sign)}"}}'
    if one.source.has_delimiter_line:
        says = "Line 1 and the mapping say" if declared else "Line 1 says"
        own = "delete it and name the file .tsv" if is_tab else f"write sep={sign} there"
        way_out = f"delete it, and let the mapping say {in_mapping}" if one.mapping else own
        return f"{says} sep={_called(one.source.delimiter)}, but its {parted}: {way_out}."
    if declared:
        return (
            f"The mapping says {_called(declared)!r}, but its {parted}: correct it, {in_mapping}."
        )
    if one.mapping:
        return f"Its {parted}: let the mapping say so, {in_mapping}."
    own = "name the file .tsv" if is_tab else f"put a line sep={sign} above them"
    return f"Its {parted}: {own}, or let a mapping say so, {in_mapping}."


def _called(sign: str) -> str:
    """Write a delimiter as a mapping does."""
    return "tab" if sign == TAB else sign


def _otherwise_encoded(one: Unseen) -> str:
    """Say that the names stand there, in another encoding than the one they were read in."""
    read_in = one.dialect.encoding
    for encoding in ("utf-8", *ENCODINGS):
        if _read_anew(one, read_in, encoding) & set(one.absent):
            way_out = "take encoding out of" if is_utf8(encoding) else f"write {encoding} in"
            return (
                f"Its columns are named in {'UTF-8' if is_utf8(encoding) else encoding}, and the "
                f"mapping reads {read_in}: {way_out} its format."
            )
    if any(_read_anew(one, encoding) & set(one.absent) for encoding in ENCODINGS):
        return (
            "Their names are garbled in the file: the program that wrote it had read them in "
            "another encoding. Have it exported anew, as UTF-8."
        )
    return ""


def _read_anew(one: Unseen, read_in: str, written_in: str = "utf-8") -> set[str | None]:
    return {read_anew(column, read_in, written_in) for column in one.part.columns}


def _other_sheet(one: Unseen) -> str:
    """Say which of the sheets that are not read has the columns."""
    having = [sheet.name for sheet in one.source.unread if set(one.absent) <= set(sheet.columns)]
    if not having:
        return ""
    way = (
        f"name that sheet {one.entity}, or let a mapping say so"
        if one.entity
        else "say so in the mapping"
    )
    return f"Its sheet {having[0]} has what is missing: {way}, format: {{sheet: {having[0]}}}."


def _named_further_down(one: Unseen) -> str:
    """Say on which line the names stand, where lines such as a title are above them."""
    if one.block is None:
        return ""
    rows = {row[0]: set(row[1:]) for row in one.block.rows.head(LINES_LOOKED_AT).iter_rows()}
    rows |= {line.row_number: _cells(line.text) for line in one.block.broken[:LINES_LOOKED_AT]}
    naming = [number for number in sorted(rows) if set(one.absent) <= rows[number]]
    if not naming:
        return ""
    line = "row" if one.is_workbook else "line"
    return (
        f"They are named in {line} {naming[0]:,}: delete what stands above it, or let a mapping "
        f"say so, format: {{header: {naming[0]}}}."
    )


def _cells(text: str) -> set[str]:
    """Take a line apart that is no row of its file, by whatever parts its cells."""
    return {cell.strip(' "') for cell in re.split(f"[{re.escape(''.join(DELIMITERS))}]", text)}


def _without_names(one: Unseen) -> str:
    """Say that the first line names no columns: it is blank in places, or holds values."""
    if is_nameless(one.part.columns):
        return NAMED_LATER
    known = BY_NAME[one.entity].deliverable_names if one.entity else one.absent
    has_a_name = any(nearest(name, known, likeness=ALIKE) for name in one.part.columns)
    rows = [] if one.block is None or has_a_name else one.block.rows.head(1).rows()
    return values_for_names(one.part.columns, [cell or "" for cell in rows[0][1:]] if rows else [])


def _one_of_several_sheets(one: Unseen) -> str:
    several = len(one.source.parts) > 1
    return "Name the sheets that are to be read in format.sheets." if several else ""


def _otherwise_named(one: Unseen) -> str:
    """Say which columns are probably meant by another name."""
    near = {name: nearest(name, one.part.columns, likeness=LIKENESS) for name in one.absent}
    meant = [f"{own!r} for {name!r}" for name, own in near.items() if own]
    if not meant:
        return ""
    there = f"It has {', '.join(meant)}"
    if one.mapping:
        return f"{there}: correct the name in the mapping."
    return f"{there}: name the columns as they are named here, or have a mapping proposed: {INIT}"
