"""Every key of a mapping is given what it cannot hold: the message is in words of our own."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest
import yaml
from pydantic import BaseModel

from ingest.errors import RefusedError
from ingest.mapping import Mapping
from ingest.mapping_file import parsed_mapping

Keys = tuple[str | int, ...]

GOOD = """
name: desk
sources:
  - files: "desk*.csv"
    shape: versions
    exported: {column: Exported}
    format:
      repeats: {join: ", "}
      leave_out: [{column: Nr, empty: true}]
    log:
      record: Nr
      at: {column: At}
      order: {column: Count}
      track: {status: {column: State, words: {Open: in_progress}}}
      responses: {states: [Open], when: [{column: Nr, empty: false}]}
      updates: {states: [Open], when: [{column: Nr, empty: false}]}
    records:
      tickets:
        when: [{column: Nr, empty: false}]
        unless: [{column: Nr, empty: true}]
        ticket_id: {column: Nr}
        customer_id: {column: Customer}
        kind: {constant: incident}
        environment: {constant: production}
        priority: {column: Prio, words: {High: P2}}
        opened_at: {column: Opened, plus: {column: Minutes, unit: minutes}}
"""
# Where the members of a part have names of their own: those that the mapping above has.
MEMBERS = {"records": ("tickets",), "its columns": ("opened_at",), "track": ("status",)}
WRONG: tuple[Any, ...] = (
    "perhaps",
    "",
    "-1",
    {"colour": "red"},
    {},
    ["a", "b"],
    [],
    [["a"]],
    [{"colour": "red"}],
)
WORDS_OF_A_LIBRARY = re.compile(
    r"(?i)input should|valid (?:dictionary|string|tuple|list|integer|boolean)|string should|"
    r"tuple should|instance of|unable to parse|validation|value is not|cannot be this|ctx|"
    r"\bdict\b|\bstr\b|\bint\b|(?-i:\bNone\b)|its columns"
)


def places(form: type[BaseModel], at: Keys) -> Iterator[Keys]:
    """Walk through every key of a form and of the forms below it."""
    for name, field in form.model_fields.items():
        if field.exclude:
            continue
        key = field.alias or name
        below = at if key == "its columns" else (*at, key)
        if below != at:
            yield below
        for inner, is_list in forms_in(field.annotation):
            members = MEMBERS.get(key, ())
            for member in members or ((0,) if is_list else ((),)):
                yield from places(inner, (*below, *(() if member == () else (member,))))


def forms_in(kind: Any, *, is_list: bool = False) -> Iterator[tuple[type[BaseModel], bool]]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind, is_list
    for part in get_args(kind):
        yield from forms_in(part, is_list=is_list or "tuple" in str(kind) or "list" in str(kind))


def with_value(keys: Keys, value: object) -> str:
    content = yaml.safe_load(GOOD)
    part = content
    for key in keys[:-1]:
        part = part[key]
    part[keys[-1]] = copy.deepcopy(value)
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True)


def refusal(text: str) -> str:
    """Say why a mapping is refused; empty where it is not."""
    try:
        parsed_mapping(text, name="desk.yml")
    except RefusedError as refused:
        return str(refused)
    return ""


@pytest.mark.parametrize("keys", sorted(set(places(Mapping, ())), key=str), ids=str)
def test_what_a_key_cannot_hold_is_said_in_our_words_with_its_line(keys: Keys) -> None:
    messages = [said for value in WRONG if (said := refusal(with_value(keys, value)))]

    # Some lists may be empty, some texts are free; but no key takes all of these.
    assert len(messages) >= 3
    for said in messages:
        assert re.match(r"desk\.yml: line \d+, [a-z_.]+(?: \(\d[a-z]{2}\)[a-z_.]*)*: \S", said)
        assert not WORDS_OF_A_LIBRARY.search(said)


@pytest.mark.parametrize(
    ("keys", "value", "message"),
    [
        (("sources", 0, "format", "header"), "x", "a whole number of at least 1, such as 3, not"),
        (("sources", 0, "format", "skip"), "-1", "a whole number of at least 0, such as 3, not"),
        (("sources", 0, "trim"), "perhaps", "must be true or false, not 'perhaps'"),
        (("sources", 0, "log", "order", "by"), "Text", "not 'Text'; did you mean text?"),
        (("sources", 0, "log", "responses"), "Open", "(there are states, fields, when), not 'Op"),
        (("sources", 0, "exported"), "Day", "such as {column: Exported at}, not 'Day'"),
        (("sources", 0, "files"), [], 'needs at least one, such as files: "tickets*.csv"; the l'),
        (("sources", 0, "fill"), ["a"], "must hold keys of its own, such as {a: b}, not a list"),
        (("sources", 0, "fill"), {"a": {"b": "c"}}, "must be one text, not keys of its own (b)"),
        (("sources", 0, "history"), {"respons": "full"}, "is not known here (there are response, "),
        (("sources", 0, "history"), "some", "or {response: full, restoration: none}, not 'some'"),
        (("sources", 0, "log", "record"), "", "is empty; the name of a column of the file bel"),
        (("sources", 0, "records"), {"ticket": {"a": "b"}}, "exit_events; did you mean tickets?"),
        (("sources", 0, "records", "tickets"), "a", "must hold the entity's columns, such as {"),
        (("sources", 0, "time_zone"), "berlin", "did you mean Europe/Berlin?"),
        (("fingerprint",), "x", "fingerprint: is not known here (there are name, description, "),
    ],
)
def test_a_fault_says_what_belongs_there_and_what_stands_there(
    keys: Keys, value: object, message: str
) -> None:
    assert message in refusal(with_value(keys, value))


def test_of_many_keys_that_are_known_the_first_are_named() -> None:
    said = refusal(with_value(("sources", 0, "colour"), "red"))

    assert re.search(r"\(there are files, .*, date_means and 4 more\)", said)


def test_of_many_faults_the_first_are_named() -> None:
    said = refusal(with_value(("sources",), [{"files": []}] * 20))

    assert re.search(r"sources \(10th\)\.files: .*; and 10 more faults$", said)


def test_a_key_that_is_missing_is_named_with_an_example() -> None:
    said = refusal(with_value(("sources", 0, "log"), {"order": "a"}))

    assert "sources.log.record: is missing, such as record: number;" in said
    assert "sources.log.at: is missing, such as at: updated_on;" in said
    assert "sources.log.track: is missing, such as track: {status: {column: state," in said
