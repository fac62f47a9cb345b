"""What a file holds is shown on a terminal and never sent to it."""

from __future__ import annotations

import io
import json
from pathlib import Path

from rich.markup import escape
from rich.table import Table

from pipeline.terminal import STEERING, Terminal
from tests.pipeline.test_first_review import on_a_terminal

HOSTILE = "a\x1b]0;owned\x07b\x1b[2Jc\x9b31md\u202egpj.exe"
CUSTOMERS = f"customer_id,name\nC1,{HOSTILE}\n".encode()


def test_text_titles_and_cells_reach_a_terminal_as_pictures() -> None:
    stream = io.StringIO()
    terminal = Terminal(file=stream, width=80)
    table = Table(title=escape(HOSTILE))
    table.add_column(escape(HOSTILE))
    table.add_row(escape(HOSTILE))

    terminal.print(table)
    terminal.print(HOSTILE, markup=False)

    shown = stream.getvalue()
    assert STEERING.findall(shown) == []
    assert "␛[2J" in shown


def test_a_terminal_still_gets_the_colours_of_the_command_s_own() -> None:
    stream = io.StringIO()

    Terminal(file=stream, force_terminal=True, color_system="standard").print("[bold]x[/]")

    assert stream.getvalue() == "\x1b[1mx\x1b[0m\n"


def test_no_message_of_a_refused_file_steers_the_terminal(tmp_path: Path) -> None:
    name = tmp_path / f"tickets_{HOSTILE}.csv".replace("/", "")
    name.write_bytes(CUSTOMERS)

    _, sent = on_a_terminal("ingest", str(name), workspace=tmp_path / "workspace", answers=[])

    assert "␛[2J" in sent
    assert [one for one in STEERING.findall(sent) if one != "\r"] == []


def test_json_spells_out_what_would_steer(tmp_path: Path) -> None:
    name = tmp_path / "tickets.csv"
    name.write_bytes(b"ticket_id,nothing\n" + HOSTILE.encode() + b",x\n")

    words = ("ingest", "--json", str(name))
    _, sent = on_a_terminal(*words, workspace=tmp_path / "workspace", answers=[])

    assert [one for one in STEERING.findall(sent) if one != "\r"] == []
    assert json.loads(sent[sent.index("{") :])
