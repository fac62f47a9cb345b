"""Who may know whom: data goes one way, and each room knows only what it needs."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("ingest", "forecast", "reports", "simulate", "pipeline")
# What each room may import of the others; the conductor knows all of them.
MAY_KNOW = {
    "ingest": set(),
    "forecast": set(),
    "reports": set(),
    "simulate": {"ingest.contract"},
    "app": {"reports"},
}


def modules_of(room: str) -> list[Path]:
    return [ROOT / "app.py"] if room == "app" else sorted((ROOT / room).rglob("*.py"))


def imported(module: Path) -> set[str]:
    """The modules of the project that a module imports, by their full names."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    names = {
        name
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    return {name for name in names if name.split(".")[0] in ROOMS}


@pytest.mark.parametrize("room", MAY_KNOW)
def test_a_room_imports_only_what_it_may_know(room: str) -> None:
    foreign = {
        (module.name, name)
        for module in modules_of(room)
        for name in imported(module)
        if name.split(".")[0] != room
        and not any(name == known or name.startswith(f"{known}.") for known in MAY_KNOW[room])
    }

    assert modules_of(room)
    assert foreign == set()


def test_only_staging_reads_raw_and_staging_reads_nothing_else() -> None:
    models = {path: path.read_text(encoding="utf-8") for path in (ROOT / "models").rglob("*.sql")}
    reads_raw = {path.stem for path, text in models.items() if re.search(r"source\(", text)}
    reads_models = {path.stem for path, text in models.items() if re.search(r"\bref\(", text)}
    staging = {path.stem for path in models if path.parent.name == "staging"}

    assert len(staging) > 12
    assert reads_raw == staging
    assert not reads_models & staging
