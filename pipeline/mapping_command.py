"""The command `service-review mapping`: a mapping is proposed from the files that it is to read."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from pipeline.output import write_json
from pipeline.rehearsal import rehearse
from pipeline.terminal import Terminal
from pipeline.workspace import Workspace

if TYPE_CHECKING:
    from ingest.proposals.proposal import Inspected, Proposal
    from ingest.proposals.questions import Question

mapping_app = typer.Typer(
    help="Mappings bring exports of another form to the data contract.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
)
said = Terminal(stderr=True)
shown_on = Terminal()


@mapping_app.callback()
def mappings() -> None:
    """Mappings bring exports of another form to the data contract."""


@mapping_app.command("list")
def list_mappings(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Write the outcome as JSON.")] = False,
) -> None:
    """List the mappings that --mapping can name, the workspace's own first."""
    from dataclasses import asdict

    from ingest.mapping_file import FOLDER, listed

    known = listed((context.obj.workspace.mappings, FOLDER))
    if as_json:
        write_json([asdict(one) | {"is_own": one.folder != FOLDER} for one in known])
        return
    for one in known:
        whose = "shipped" if one.folder == FOLDER else "own"
        about = one.problem or f"files named {', '.join(one.files)}"
        shown_on.print(Text(f"{one.name} ({whose}): {about}"), soft_wrap=True, highlight=False)


@mapping_app.command()
def init(  # noqa: PLR0913, PLR0917  # each is an option of the command
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="Files that the mapping is to read.")],
    shipped: Annotated[
        str | None,
        typer.Option("--as", metavar="NAME", help="Start from the shipped mapping of that name."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="Where to write it [mappings/NAME.yml in the workspace]."),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help='Ask nothing; what is not known becomes "?".')
    ] = False,
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="NAME=VALUE",
            help="An answer beforehand: place='Europe/Berlin DE', "
            "terms='2026-01-01 to 2026-12-31' (or none), customer=NAME or COLUMN, "
            "day_order=day-month-year; may be repeated.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write the outcome as JSON.")] = False,
) -> None:
    """Propose a mapping from files, ask what they cannot say, and show what would come in."""
    from ingest.proposals.proposal import inspected, proposed
    from pipeline.aside import known_terms
    from pipeline.proposing import path_of, shipped_mapping, store

    workspace: Workspace = context.obj.workspace
    given = _given(settings or [])
    seen = inspected(
        files,
        shipped=shipped_mapping(shipped) if shipped else None,
        with_terms=known_terms(workspace),
    )
    path = path_of(workspace, seen, out)
    if not yes and sys.stdin.isatty():
        given = _asked(seen, given)
    proposal = proposed(seen, given, name=None if shipped else path.stem)
    store(workspace, proposal, path)
    # Where it lies among the workspace's own, files find it by their names.
    by_name = None if path.parent == workspace.mappings else str(path)
    if as_json:
        _write(workspace, seen, proposal, path, mapping_name=by_name)
        return
    _show(seen, proposal, path)
    if not proposal.open_places:
        rehearse(workspace, files, mapping_name=by_name)
    _show_next(seen, proposal, mapping_name=by_name)


def _given(settings: Sequence[str]) -> dict[str, str]:
    """Read answers such as `place=Europe/Berlin DE`."""
    given: dict[str, str] = {}
    for setting in settings:
        name, equals, value = (part.strip() for part in setting.partition("="))
        if not equals:
            raise typer.BadParameter(
                f"{setting!r} is not NAME=VALUE, such as place='Europe/Berlin DE'.",
                param_hint="--set",
            )
        given[name] = value
    return given


def _asked(seen: Inspected, given: AnyMapping[str, str]) -> dict[str, str]:
    """Ask what is still open; an answer that cannot be one is asked again."""
    answered = dict(given)
    for question in seen.questions:
        if question.name not in answered:
            answered[question.name] = _answer(question)
    return answered


def _answer(question: Question) -> str:
    from ingest.proposals.questions import Answers

    said.print(Text(f"{question.words}."), highlight=False)
    while True:
        text: str = typer.prompt(f"  {question.name}", default=question.offered or None, err=True)
        try:
            question.read(text.strip(), Answers())
        except ValueError as error:
            said.print(Text(f"  {error}."), highlight=False)
            continue
        return text.strip()


def _show(seen: Inspected, proposal: Proposal, path: Path) -> None:
    from pipeline.proposing import hint

    shown_on.print(Text(f"Mapping {proposal.name} is written to {path}."), soft_wrap=True)
    for sentence in (*proposal.said, *hint(seen)):
        shown_on.print(Text(sentence), soft_wrap=True, highlight=False)
    if not proposal.open_places:
        return
    count = len(proposal.open_places)
    told = "One place is" if count == 1 else f"{count} places are"
    shown_on.print(f'{told} still open, where "?" stands. Write there:', highlight=False)
    for one in proposal.open_places:
        shown_on.print(
            Text(f"  line {one.line}, {one.key}: {one.expected}"), soft_wrap=True, highlight=False
        )


def _show_next(seen: Inspected, proposal: Proposal, *, mapping_name: str | None) -> None:
    files = " ".join(shlex.quote(str(one)) for one in seen.paths)
    mapping = f"--mapping {shlex.quote(mapping_name)} " if mapping_name else ""
    told = (
        f"Then look: service-review ingest --dry-run {mapping}{files}"
        if proposal.open_places
        else f"If this is right, take it in: service-review ingest {mapping}{files}"
    )
    shown_on.print(Text(told), soft_wrap=True)


def _write(
    workspace: Workspace,
    seen: Inspected,
    proposal: Proposal,
    path: Path,
    *,
    mapping_name: str | None,
) -> None:
    """Say all of it as one JSON object; where places are open, there is no dry run."""
    from pipeline.dry_run import content, dry_run

    found = (
        None
        if proposal.open_places
        else content(dry_run(workspace, seen.paths, mapping_name=mapping_name))
    )
    write_json(
        {
            "mapping": str(path),
            "name": proposal.name,
            "said": proposal.said,
            "open_places": [vars(one) for one in proposal.open_places],
            "dry_run": found,
        }
    )
