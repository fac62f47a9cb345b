"""Why a statement cannot be answered, in our words: which column or table is not there."""

from __future__ import annotations

import difflib
import re

import duckdb

NO_COLUMN = re.compile(
    r'(?:Referenced column "(?P<name>[^"]+)" not found'
    r'|does not have a column named "(?P<of_table>[^"]+)")'
)
NO_TABLE = re.compile(r"Table with name (?P<name>.+?) does not exist")
# Statements that change nothing, whatever they are about; a pivot is several in one.
READING = frozenset(
    {
        *(duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN, duckdb.StatementType.CALL),
        *(duckdb.StatementType.PRAGMA, duckdb.StatementType.MULTI),
    }
)
ONLY_READS = "This only reads: nothing can be written or set. Ask with `select`."
TABLES = 'List them with: service-review query "show tables"'
# What the engine says of a pragma that would set something.
IS_LOCKED = "configuration has been locked"
SUGGESTED = re.compile(r"(?:Candidate bindings|Did you mean):?(?P<names>.*)", re.DOTALL)


def unanswered(error: duckdb.Error) -> str:
    """Say what is wrong with a statement; the engine's words where they say something else."""
    text = str(error)
    column, table = NO_COLUMN.search(text), NO_TABLE.search(text)
    missing = column or table
    if forbidden := _forbidden(error):
        return forbidden
    if isinstance(error, duckdb.ParserException):
        return f"The statement is no SQL: {text.removeprefix('Parser Error: ')}"
    if missing is None:
        return text
    suggested = SUGGESTED.search(text)
    names = re.findall('"([^"]+)"', suggested["names"].partition("\n")[0]) if suggested else []
    names = [name.rpartition(".")[2] for name in names]
    name = missing["name"] or missing["of_table"] if missing is column else missing["name"]
    near = next(iter(difflib.get_close_matches(name, names, n=1)), None)
    if missing is table:
        return f"There is no table {name}{_meant(near, names)} {TABLES}"
    said = f"There is no column {name}{_meant(near, names)}"
    return said if near else f"{said} A text stands in single quotes, such as 'Acme'."


def _forbidden(error: duckdb.Error) -> str | None:
    """Say what a statement may not do; None where that is not its fault."""
    if isinstance(error, duckdb.PermissionException):
        return "This reads the published tables and no other file. Ask with `select`."
    return ONLY_READS if IS_LOCKED in str(error) else None


def _meant(near: str | None, names: list[str]) -> str:
    others = [one for one in names if one != near]
    if near is None:
        return f"; there are {', '.join(names)}." if names else "."
    return f"; did you mean {near}?" + (f" Others are {', '.join(others)}." if others else "")
