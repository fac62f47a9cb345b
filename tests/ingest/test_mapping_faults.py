"""What a mapping's YAML can know wrong is said when it is read, with its key and its line."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from ingest.errors import RefusedError
from ingest.mapping_file import load_mapping

GOOD = """\
name: desk
sources:
  - files: "desk*.csv"
    format:
      header: 3
    log: {record: Nr, at: At, track: {status: {column: State, words: {Open: in_progress}}}}
    shape: versions
    records:
      agreements:
        agreement_id: Nr
        customer_id: Kunde
        starts_on: {constant: 2026-01-01}
        ends_on: {constant: 2026-12-31}
        time_zone: {constant: Europe/Berlin}
        support_region: {constant: DE-BY}
        opens_at: {constant: "08:00"}
        standard_quota: {constant: "20"}
      tickets:
        ticket_id: Nr
        customer_id: Kunde
        kind: {constant: incident}
        environment: {constant: production}
        priority: {column: Prio, words: {High: P2}}
        opened_at: Opened
      ticket_events:
        - ticket_id: Nr
          occurred_at: Solved
          field: {constant: status}
          value: {constant: restored}
"""


def fault(tmp_path: Path, text: str) -> str:
    path = tmp_path / "ours.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RefusedError) as refused:
        load_mapping(str(path))
    return str(refused.value)


def test_the_mapping_that_the_faults_below_are_put_into_is_good(tmp_path: Path) -> None:
    path = tmp_path / "ours.yml"
    path.write_text(GOOD, encoding="utf-8")

    assert load_mapping(str(path)).name == "desk"


@pytest.mark.parametrize(
    ("right", "wrong", "line", "message"),
    [
        ("header: 3", "heeder: 3", 5, r"format.heeder: .*did you mean header\?"),
        ("header: 3", "header: 0", 5, r"format.header: .*number of at least 1, such as 3, not '0'"),
        ("header: 3", "delimiter: ';;'", 5, "format.delimiter"),
        ("header: 3", "repeats: last", 5, "format.repeats: must be first .* or {join"),
        ("header: 3", "sheet: A\n      sheets: B", 4, r"takes sheet .*or sheets .*not both"),
        ("header: 3", "rows: 'a..b'", 5, "format.rows"),
        ("header: 3", "rows: 'a[]'", 5, r"format.rows: rows is for JSON alone, and `files` \(desk"),
        ("header: 3", "sheet: A", 5, r"format.sheet: sheet is for workbooks alone, and `files`"),
        (
            "header: 3",
            "sheet: A\n      rows: 'a[]'",
            4,
            "rows is for JSON alone, sheet is for work",
        ),
        (
            'files: "desk*.csv"',
            "files: [d*.JSON, d*.json.gz]",
            5,
            "header is for text tables and w",
        ),
        ("header: 3", "leave_out: {column: Nr}", 5, "needs a column and one of is"),
        (
            "header: 3",
            "leave_out: {column: Nr, matches: '('}",
            5,
            r"character 1: the bracket \(",
        ),
        ("header: 3", "leave_out: {line: a, is: b}", 5, "or line or cells alone"),
        ("header: 3", "leave_out: {colum: a, is: b}", 5, r"did you mean column\?"),
        (
            "shape: versions",
            "shape: version",
            7,
            r"not 'version'; did you mean versions\?",
        ),
        (
            "shape: versions",
            "fold: perhaps\n    shape: versions",
            7,
            "true or false, not 'perhaps'",
        ),
        ("shape: versions", "time_formats: dd.MM.yyyy\n    shape: versions", 7, "%d.%m.%Y %H:%M"),
        ("shape: versions", "time_formats: '%H'\n    shape: versions", 7, "'%H' lacks a year"),
        ("shape: versions", "time_formats: '%d.%m.%Y %H:%i'\n    fold: no", 7, "did you mean %M"),
        ("shape: versions", "time_formats: []\n    shape: versions", 7, "needs at least one"),
        (
            "shape: versions",
            "decimal: ;\n    shape: versions",
            7,
            "must be '.' or ',', not ';'",
        ),
        ("at: At", "at: {column: At, date_means: noon}", 6, "log.at.date_means"),
        ("Open: in_progress", "Open: in_progres", 6, r"did you mean in_progress\?"),
        ("status: {column", "state: {column", 6, "log.track.state"),
        ("track:", "field: Field, track:", 6, "log.field: field belongs to shape: changes, where"),
        ("track:", "new: a, field: b, track:", 6, "field and new belong to shape: changes, where"),
        (
            "track:",
            "responses: [open], track:",
            6,
            r"responses.states: 'open' is none of the words of log.track.status \(Open\); did you",
        ),
        ("track:", "updates: {states: [Open, X]}, track:", 6, r"updates.states \(2nd\): 'X' is no"),
        ("track:", "responses: [Open], track:", 6, None),
        ("shape: versions", "fold: true\n    shape: versions", 7, None),
        (
            "opened_at: Opened",
            "opened_at: At",
            24,
            "opened_at: reads At, which is log.at, and so the ticket's last row; write "
            "{column: At, take: first}",
        ),
        ("opened_at: Opened", "opened_at: {column: At, take: first}", 24, None),
        ("track:", "responses: [Open], trak:", 6, r"log.trak: .*did you mean track\?"),
        ("status: {column: State, words: {Open: in_progress}}", "kind: Type", 6, None),
        (
            "constant: 2026-01-01",
            "constant: 2026-02-30",
            12,
            "'2026-02-30': there is no such day or time",
        ),
        ("constant: 2026-01-01", "column: a, constant: b", 12, "exactly one of column, constant"),
        ("constant: 2026-01-01", "constan: b", 12, r"did you mean constant\?"),
        ("constant: 2026-01-01", "column: a, date_means: unknown", 12, "are for instants"),
        ("Europe/Berlin", "Berlin", 14, "agreements.time_zone: 'Berlin': not a time zone such"),
        ("DE-BY", "DE-XX", 15, "'DE-XX': not a region"),
        ('"08:00"', '"8"', 16, "not a time of day"),
        ('"20"', "twenty", 17, "'twenty': not a whole number"),
        ('"20"', '"20", unit: days', 17, r"unit is for durations; .*standard_quota is not one"),
        ("tickets:\n        t", "tickets:\n        tt", 19, r"did you mean ticket_id\?"),
        (
            "priority: {",
            "wxyz: {",
            23,
            "tickets has no column wxyz; it has ticket_id, customer_id, ",
        ),
        ("        kind: {constant: incident}\n", "", 18, "tickets needs kind; such as kind: and"),
        ("shape: versions", "shape: records", 3, "shape records has no log; write shape: changes"),
        ("shape: versions", "shape: changes", 6, "such as field: fieldname and new: newvalue"),
        ("constant: incident", "constant: Incident", 21, "is one of incident, service_request"),
        ("constant: production", "constant: productin", 22, r"did you mean production\?"),
        ("High: P2", "High: P5", 23, "tickets.priority is one of P1, P2, P3, P4, not P5"),
        ("words: {High: P2}", "words: {High: P2}, otherwise: P9", 23, "not P9"),
        ("words: {High: P2}", "default: high", 23, "not high"),
        ("words: {High: P2}", "otherwise: P2", 23, "otherwise is for what words or extract"),
        ("words: {High: P2}", "plus: {column: a, unit: minutes}", 23, "plus are for instants"),
        (
            "words: {High: P2}",
            "time_formats: epoch_seconds",
            23,
            r"are for times; .*of the kind word",
        ),
        (
            "column: Prio, words",
            "columns: [A, B], words",
            23,
            "'High' has 1 part, but columns names 2",
        ),
        ("column: Prio, words: {High: P2}", "columns: [A, B]", 23, "columns needs words"),
        (
            "column: Prio, words: {High: P2}",
            "template: P2",
            23,
            r"names no \{column\}; .*a constant",
        ),
        ("column: Prio, words: {High: P2}", "template: '{a!r}'", 23, "holds the name of a column"),
        ("column: Prio, words: {High: P2}", "template: '{a'", 23, r"the bracket \{ is never clo"),
        ("column: Prio, words: {High: P2}", "template: 'a}{b}'", 23, r"the bracket \} closes not"),
        (
            "      tickets:",
            "      contacts: {customer_id: Kunde, contact_id: Who, role: {constant: contact}, "
            "valid_from: {constant: 2026-01-01}, valid_to: {constant: 2025-12-31}}\n      tickets:",
            18,
            r"valid_to: 2025-12-31 lies before valid_from \(2026-01-01\); one of the two is wrong",
        ),
        (
            "shape: versions",
            "time_formats: '%d.%M.%Y %H:%m'\n    shape: versions",
            7,
            "%M is the minute and %m the month; did you mean %d.%m.%Y %H:%M",
        ),
        ("column: Prio, words: {High: P2}", "column: a, extract: a", 23, "'a' has 0 groups"),
        ("column: Prio, words: {High: P2}", "column: a, extract: (a)(b)", 23, "has 2 groups"),
        ("opened_at: Opened", "opened_at: {constant: 2026-01-01}", 24, "a day without a time"),
        (
            "opened_at: Opened",
            "opened_at: {column: a, time_formats: x}",
            24,
            "no form of time. There are",
        ),
        ("at: Opened", "at: {column: a, plus: {column: b, unit: weeks}}", 24, "plus.unit"),
        (
            "opened_at: Opened",
            "opened_at: a\n        updated_at: {column: b, date_means: unknown}",
            25,
            "unknown is for tickets.opened_at and ticket_events.occurred_at alone; choose",
        ),
        (
            "value: {constant: restored}",
            "value: {constant: restord}",
            29,
            r"did you mean restored\?",
        ),
        ("constant: restored", "constant: ''", 29, "for field status one of new,"),
        ("value: {constant: restored}", "value: {column: a, words: {b: open}}", 29, "not open"),
        ("- ticket_id", "- when: {column: a}\n          ticket_id", 26, "one of is"),
        (
            "- ticket_id",
            "- unless: {line: a}\n          ticket_id",
            26,
            "line and cells are for format.leave_out",
        ),
    ],
)
def test_a_fault_is_named_with_its_key_and_its_line(
    tmp_path: Path, right: str, wrong: str, line: int, message: str | None
) -> None:
    assert right in GOOD
    text = GOOD.replace(right, wrong, 1)
    if message is None:
        (tmp_path / "ours.yml").write_text(text, encoding="utf-8")
        assert load_mapping(str(tmp_path / "ours.yml"))
        return
    said = fault(tmp_path, text)

    assert f"line {line}," in said
    assert re.search(message, said)


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("a(b", "'a(b' is no regular expression that can be used: at character 2: the bracket ("),
        ("a)", "character 2: the bracket ) closes nothing; for the character itself write \\)"),
        ("[a", "character 1: the bracket [ is never closed"),
        ("+49(.*)", "character 1: + has nothing before it to repeat; for the character write \\+"),
        ("(?<=a)(b)", "character 1: look-ahead and look-behind are not known; use a group around"),
        ("(?!a)(b)", "character 1: look-ahead and look-behind are not known"),
        (
            "(a)\\1",
            "character 4: \\1 for what a group held is not known; write out what comes again",
        ),
        ("(a)\\Z", "character 4: a backslash before Z means nothing"),
        ("(a)\\", "it ends in a lone backslash; for the character itself write \\\\"),
        ("(a{3)", "character 3: a count is written {2} or {2,5}; for the character itself write"),
        ("[z-a]", "character 2: the range runs backwards"),
        ("(?<a>b)(?<a>c)", "character 4: two groups have the same name"),
        ("(?<a-b>c)", "character 5: a group with a name is written (?<date>...)"),
        (
            "(?>a)",
            "character 3: (? begins nothing that is known; a group without a name is (?:...)",
        ),
        ("a{100000}{100000}", "it is too large; use smaller counts than {1000}"),
        ("\\p{Foo}", "character 1: \\p names no kind of character; \\p{L} is a letter"),
        ("\\xZZ", "character 3: it cannot be read from there on"),
        ("a", "'a' has 0 groups (...); it needs one, around what to take"),
        ("[(](a)(b)", "has 2 groups"),
    ],
)
@pytest.mark.parametrize(
    ("right", "key", "line"),
    [
        ("opened_at: Opened", "opened_at: {column: Opened, extract: 'PATTERN'}", 24),
        ("header: 3", "leave_out: {line: 'PATTERN'}", 5),
        ("header: 3", "leave_out: {column: Nr, matches: 'PATTERN'}", 5),
        ("header: 3", "header: 3\n    exported: {pattern: 'PATTERN'}", 6),
    ],
)
def test_what_is_wrong_with_a_regular_expression_is_said_in_one_line(
    tmp_path: Path, right: str, key: str, line: int, pattern: str, message: str
) -> None:
    if "groups" in message and "extract" not in key:
        return
    said = fault(tmp_path, GOOD.replace(right, key.replace("PATTERN", pattern), 1))

    assert f"line {line}, " in said
    assert message in said
    assert "\n" not in said


def test_no_form_of_time_is_needed_for_what_is_read_always(tmp_path: Path) -> None:
    text = GOOD.replace("at: At", "at: {column: At, time_formats: ISO 8601}")

    assert "'ISO 8601' needs no form: ISO 8601 is read always; leave it out" in fault(
        tmp_path, text
    )


@pytest.mark.parametrize(
    ("written", "pattern"),
    [
        ("YYYY-MM-DD", "%Y-%m-%d"),
        ("DD.MM.YYYY", "%d.%m.%Y"),
        ("dd.MM.yyyy HH:mm", "%d.%m.%Y %H:%M"),
        ("DD/MM/YY HH:MM:SS", "%d/%m/%y %H:%M:%S"),
        ("M/d/yyyy h:mm tt", "%m/%d/%Y %I:%M %p"),
        ("mm/dd/yyyy hh:mm AM/PM", "%m/%d/%Y %I:%M %p"),
        ("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", "%Y-%m-%dT%H:%M:%S.%f%z"),
        ("EEE, d MMM yyyy", "%a, %d %b %Y"),
        ("d.m.Y H:i:s", "%d.%m.%Y %H:%M:%S"),
        ("TT.MM.JJJJ", "%d.%m.%Y"),
        ("epoch", "epoch_seconds"),
    ],
)
def test_a_form_of_time_of_another_program_is_answered_with_ours(
    tmp_path: Path, written: str, pattern: str
) -> None:
    text = GOOD.replace("at: At", f'at: {{column: At, time_formats: "{written}"}}')

    said = fault(tmp_path, text)
    assert "line 6, sources.log.at.time_formats: " in said
    assert f"is no form of time; did you mean {pattern}? There are epoch_seconds, " in said


def test_states_need_a_status_that_is_tracked(tmp_path: Path) -> None:
    text = GOOD.replace(
        "track: {status: {column: State, words: {Open: in_progress}}}", "track: {kind: Type}"
    )

    said = fault(tmp_path, text.replace("track:", "responses: [Open], track:"))
    assert "line 6, sources.log.responses: names states, but track has no status" in said


@pytest.mark.parametrize(
    ("status", "states", "is_fitting"),
    [
        ("{column: State, words: {Open: in_progress}, fold: true}", "[OPEN]", True),
        ("{column: State, words: {Open: in_progress}, otherwise: ''}", "[Held]", True),
        ("{column: State, words: {Open: in_progress}, otherwise: quarantine}", "[Held]", False),
        ("{columns: [A, B], words: {Open / *: in_progress}}", "[Open / Held]", True),
        ("{columns: [A, B], words: {Open / On: in_progress}}", '["* / On"]', True),
        ("{columns: [A, B], words: {Open / *: in_progress}}", "[Held / *]", False),
        ("{columns: [A, B], words: {Open / *: in_progress}}", "[Open]", False),
    ],
)
def test_a_state_is_one_that_the_words_of_the_status_know(
    tmp_path: Path, status: str, states: str, is_fitting: bool
) -> None:
    known = "{column: State, words: {Open: in_progress}}"
    text = GOOD.replace(known, status, 1).replace("track:", f"updates: {states}, track:")
    if is_fitting:
        (tmp_path / "ours.yml").write_text(text, encoding="utf-8")
        assert load_mapping(str(tmp_path / "ours.yml"))
        return

    assert "is none of the words of log.track.status (Open" in fault(tmp_path, text)


def test_in_changes_a_tracked_field_has_one_name(tmp_path: Path) -> None:
    text = GOOD.replace("shape: versions", "shape: changes").replace(
        "track: {status: {column: State,", "field: f, new: n, track: {status: {template: '{State}',"
    )

    assert "line 6, sources.log.track.status: in shape changes" in fault(tmp_path, text)


@pytest.mark.parametrize(
    ("exported", "message"),
    [
        ("{}", "needs column or pattern, and not both"),
        ("{column: a, pattern: b}", "needs column or pattern, and not both"),
        ("{pattern: 'x'}", "the pattern has no group"),
        ("{pattern: '(?<day>x)'}", "names no year"),
        ("{pattern: '(?<year>x)'}", "names no month"),
        ("{pattern: '(?<date>x)', format: '%B'}", "names no year: give it by `year`"),
        ("{pattern: '(?<date>x)', format: '%Y'}", "names no month"),
        ("{pattern: '(?<date>x)', format: DD.MM.YYYY}", "format: 'DD.MM.YYYY' is no form of time"),
        ("{pattern: '(?<date>x)', year: 2026}", "names the year twice"),
        ("{pattern: '(?<month>x)', year: 2026, format: '%B'}", "format is that of the group date"),
        ("{pattern: '(?<month>x)(?<hour>y)', year: 2026}", "names the hour, but not the day"),
        ("{pattern: '(?<monat>x)', year: 2026}", "monat is no group; there are date, year"),
        ("{pattern: '(', year: 2026}", "no regular expression"),
        ("{column: a, year: 2026}", "format and year go with pattern"),
    ],
)
def test_what_is_wrong_with_exported_is_said(tmp_path: Path, exported: str, message: str) -> None:
    text = GOOD.replace("shape: versions", f"shape: versions\n    exported: {exported}")

    said = fault(tmp_path, text)
    assert "line 8, sources.exported" in said
    assert message in said


def bomb(levels: int, width: int = 10) -> str:
    lines = ['a0: &a0 "x"']
    for level in range(1, levels):
        parts = ", ".join([f"*a{level - 1}"] * width)
        lines.append(f"a{level}: &a{level} [{parts}]")
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (bomb(12), "its aliases stand for more than 100,000 keys"),
        ("name: &a [*a]", "aliases stand for more|is not YAML"),
        ("a: " + "[" * 50_000, "is nested deeper than 40 levels"),
        ("a: " + "x" * 300_000, "is longer than"),
        ("name: *nothing", "line 1, column 7: is not YAML: nothing above is named &nothing; name "),
        ("files: *.csv", 'is not YAML: a text that begins with * or & stands in quotes: "*.csv"'),
        ('line: "\\d"', "in double quotes a backslash has a meaning of its own"),
        ("name:\n\tb: c", "line 2, column 1: is not YAML: a tab"),
        ("name: a: b", "is not YAML: a colon too many"),
        ("name: [a", "in what begins in line 1: is not YAML: a bracket [ or { is not closed"),
        ("name: 'a\nb: c", "line 1: is not YAML: the quote ' is opened and not closed there"),
        ("name: 'a", "is not YAML: a quote is opened and never closed"),
        ("- a\nb: c", "line 2, column 1, in what begins in line 1: is not YAML: "),
        ("name: a\n---\nname: b", "is not YAML: keys of one part begin in the same column, and "),
        ("\x00", "is not YAML"),
        ("- a", "its top level must be keys such as name and sources, and it is a list. Is it a "),
        ("No;Name\n1;Ada\n", "such as name and sources, and it is one text. Is it a file of data?"),
        ("", "name: is missing"),
    ],
)
def test_yaml_that_would_not_end_well_is_refused_at_once(
    tmp_path: Path, text: str, message: str
) -> None:
    begun = time.perf_counter()
    said = fault(tmp_path, text)

    assert time.perf_counter() - begun < 1
    assert any(part in said for part in message.split("|"))


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        (
            '"desk*.csv"',
            '"desk*.csv',
            'line 3: is not YAML: the quote " is opened and not closed t',
        ),
        ("Nr\n", "{column: 'Nr}\n", "line 10: is not YAML: the quote ' is opened and not closed"),
        (
            "words: {High: P2}",
            "default: note: x",
            "line 23, column 47: is not YAML: a text with a colon and a blank in it stands in qu",
        ),
        (
            "shape: v",
            "shape:v",
            "line 7: is not YAML: a blank is missing after the colon; write sh",
        ),
        (
            "name: ",
            "name:",
            "line 1: is not YAML: a blank is missing after the colon; write name: ",
        ),
        (
            "    shape",
            "   shape",
            "line 7: is not YAML: the line is indented by 3 blanks, but the k",
        ),
        (
            "    shape",
            "     shape",
            "the line is indented by 5 blanks, but the keys beside it by 4",
        ),
        (
            "    format",
            "  format",
            "is indented by 2 blanks, but the keys beside it by 4",
        ),
        ("opened_at: ", "opened_at: @", 'no text begins with @; put it into quotes: "@Opened"'),
        ("opened_at: ", "opened_at: %", 'no text begins with %; put it into quotes: "%Opened"'),
        ("    shape", "\tshape", "line 7, column 1: is not YAML: a tab; indent by blanks"),
        ("{High: P2}", "*prios", "nothing above is named &prios; name the part so, or put a text"),
        ("P2}}", "P2}}}", "the bracket } closes nothing"),
    ],
)
def test_what_a_parser_stumbles_over_is_named_where_it_stands(
    tmp_path: Path, right: str, wrong: str, message: str
) -> None:
    assert right in GOOD
    assert message in fault(tmp_path, GOOD.replace(right, wrong, 1))


def test_a_quoted_text_of_several_lines_is_not_taken_for_one_that_is_open(tmp_path: Path) -> None:
    several = 'name: desk\ndescription: "of several\n  lines"'

    text = GOOD.replace("name: desk", several).replace("    shape", "   shape")
    assert "line 9: is not YAML: the line is indented by 3 blanks" in fault(tmp_path, text)


def test_a_source_that_would_never_read_a_file_is_refused(tmp_path: Path) -> None:
    text = GOOD.replace('"desk*.csv"', '["desk*.csv", "list*.csv"]')
    second = text[text.index("  - files") :].replace('"desk*.csv", ', "")

    assert "line 30, sources (2nd).files: the source in line 3 takes files of these names" in fault(
        tmp_path, text + second
    )


def test_an_anchor_says_a_part_once(tmp_path: Path) -> None:
    source = GOOD[GOOD.index("  - files") :]
    text = GOOD.replace("records:", "records: &all") + source[: source.index("    records:")]
    path = tmp_path / "ours.yml"
    text = text.replace('desk*.csv"', 'other*"', 1) + "    records: *all\n"
    path.write_text(text, encoding="utf-8")
    mapping = load_mapping(str(path))

    assert mapping.sources[0].records == mapping.sources[1].records


def test_aliases_that_pile_up_levels_are_refused(tmp_path: Path) -> None:
    deep = "".join(
        f"a{level}: &a{level} " + "[" * 30 + (f"*a{level - 1}" if level else "x") + "]" * 30 + "\n"
        for level in range(100)
    )

    assert "or 40 levels" in fault(tmp_path, deep)


@pytest.mark.parametrize(
    ("files", "form"),
    [
        ("desk*", "{sheet: A, rows: 'a[]', delimiter: ';'}"),
        ("desk*.[cj]*", "{rows: 'a[]'}"),
        ("desk*.gz", "{rows: 'a[]'}"),
        ("[desk*.csv, desk*.xlsx]", "{sheet: A, encoding: cp1252}"),
        ("desk*.dat", "{sheet: A}"),
        ("desk*.JSONL", "{leave_out: {column: Nr, empty: true}, encoding: cp1252}"),
    ],
)
def test_a_key_of_the_form_stands_where_a_file_may_be_of_its_kind(
    tmp_path: Path, files: str, form: str
) -> None:
    path = tmp_path / "ours.yml"
    text = GOOD.replace("format:\n      header: 3", f"format: {form}")
    path.write_text(text.replace('"desk*.csv"', files), encoding="utf-8")

    assert load_mapping(str(path)).name == "desk"
