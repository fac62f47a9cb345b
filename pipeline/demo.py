"""The demonstration: a portfolio of invented customers, in a workspace of its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from pipeline.errors import StoppedError
from pipeline.workspace import Workspace

DEMO = "demo"
MARK = "DEMONSTRATION"


def make_portfolio(
    workspace: Workspace, *, seed: int, progress: Callable[[str, int, int], None]
) -> Path:
    """Write a portfolio's files into the workspace; returns their folder.

    A demonstration holds one portfolio, so its warehouse is made anew. Raises StoppedError where
    the folder is not that of a demonstration: real deliveries are never thrown away.
    """
    from simulate import portfolio, write

    mark = workspace.root / MARK
    if workspace.warehouse.exists() and not mark.exists():
        raise StoppedError(
            f"{workspace.root} holds real deliveries, not a demonstration.",
            way_out="Name another folder, or none, with --workspace.",
        )
    progress("inventing a portfolio", 0, 0)
    for old in (workspace.warehouse, Path(f"{workspace.warehouse}.wal")):
        old.unlink(missing_ok=True)
    folder = workspace.root / "portfolio"
    shutil.rmtree(folder, ignore_errors=True)
    workspace.create()
    mark.write_text("Made by `service-review demo`, which may make it anew.\n", encoding="utf-8")
    write(portfolio(seed=seed), folder)
    return folder
