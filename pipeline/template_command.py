"""The command `service-review template`: a workbook to be filled, for what no desk exports."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from ingest.contract import BY_NAME, ENTITIES, Entity
from pipeline.errors import StoppedError
from pipeline.terminal import Terminal

ENDING = ".xlsx"
shown_on = Terminal()


def template(
    out: Annotated[Path | None, typer.Option(help="Write into this file [the output].")] = None,
    entity: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="A sheet for this entity alone, such as agreements; may be repeated [each entity "
            "that is kept by hand].",
        ),
    ] = None,
) -> None:
    """Write an Excel workbook to be filled by hand: customers, agreements, contacts and others."""
    from ingest.template import template_workbook

    entities = _entities(entity or [])
    if out is None:
        if sys.stdout.isatty():
            raise StoppedError(
                "A workbook cannot be shown on a terminal.",
                way_out="Write it into a file: service-review template --out desk.xlsx",
            )
        sys.stdout.buffer.write(template_workbook(entities))
        sys.stdout.buffer.flush()
        return
    _store(out, template_workbook(entities))
    sheets = ", ".join(one.name for one in entities)
    for sentence in (
        f"A workbook to be filled is written to {out}; its sheets: {sheets}.",
        f"Once it is filled, look: service-review ingest --dry-run {shlex.quote(str(out))}",
    ):
        shown_on.print(Text(sentence), soft_wrap=True)


def _entities(names: list[str]) -> tuple[Entity, ...]:
    """Find the entities, parents first: those named, or all that are kept by hand."""
    unknown = [name for name in names if name not in BY_NAME]
    if unknown:
        raise typer.BadParameter(
            f"no entity is called {', '.join(unknown)}; the entities are {', '.join(BY_NAME)}.",
            param_hint="--entity",
        )
    return tuple(one for one in ENTITIES if (one.name in names if names else one.is_by_hand))


def _store(path: Path, content: bytes) -> None:
    """Write a workbook; StoppedError where there is a file already, or it cannot be written."""
    if not path.name.lower().endswith(ENDING):
        raise typer.BadParameter(f"{path.name} does not end in {ENDING}.", param_hint="--out")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as stream:
            stream.write(content)
    except FileExistsError:
        raise StoppedError(
            f"{path} already exists.",
            way_out="Name another file by --out, or move that one away.",
        ) from None
    except OSError as error:
        raise StoppedError(
            f"{path} cannot be written to: {error}.", way_out="Name another file by --out."
        ) from None
