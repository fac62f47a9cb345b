"""The dry run as the commands show it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer

from pipeline.output import write_json
from pipeline.printing import show_refused_rows
from pipeline.progress import shown
from pipeline.terminal import Terminal
from pipeline.workspace import Workspace

REFUSED = 1


def rehearse(  # noqa: PLR0913 (each is an option of the command)
    workspace: Workspace,
    paths: Sequence[Path],
    *,
    mapping_name: str | None = None,
    expected: Sequence[str] = (),
    refused_at_most: float | None = None,
    as_json: bool = False,
) -> None:
    """Show what would come in; ends with 1 where taking it in would."""
    from pipeline.dry_run import content, dry_run
    from pipeline.dry_run_printing import show_dry_run
    from pipeline.intake import is_refused

    with shown(Terminal(stderr=True)) as progress:
        found = dry_run(
            workspace, paths, mapping_name=mapping_name, expected=expected, progress=progress
        )
    if as_json:
        write_json(content(found))
    else:
        show_dry_run(Terminal(), content(found))
        show_refused_rows(
            Terminal(stderr=True),
            [one for one in found.deliveries if is_refused(one, refused_at_most=refused_at_most)],
            at_most=refused_at_most,
            is_dry_run=True,
        )
    if not found.taken.is_usable(refused_at_most=refused_at_most):
        raise typer.Exit(REFUSED)
