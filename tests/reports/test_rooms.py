from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "reports").rglob("*.py"))
PAGES = [ROOT / "app.py", *sorted((ROOT / "reports" / "pages").rglob("*.py"))]
OTHER_ROOMS = {"ingest", "forecast", "pipeline", "simulate"}


def imported_rooms(module: Path) -> set[str]:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    names = [
        name
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    ]
    return {name.split(".")[0] for name in names}


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_reports_know_no_other_room(module: Path) -> None:
    assert not imported_rooms(module) & OTHER_ROOMS


@pytest.mark.parametrize("module", PAGES, ids=lambda module: module.stem)
def test_a_page_holds_no_sql_and_opens_no_database(module: Path) -> None:
    texts = [
        node.value
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]

    assert not [text for text in texts if re.search(r"(?is)\bselect\b.+\bfrom\b", text)]
    assert "duckdb" not in imported_rooms(module)
