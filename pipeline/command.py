"""The command `service-review`: each verb calls the rooms in order and says what came of it."""

from __future__ import annotations

import logging
import os
import sys
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated

import typer

from ingest.errors import NoSuchMappingError, RefusedError
from pipeline import printing
from pipeline.engine import HERE, Engine, Place
from pipeline.errors import StoppedError, UsedWronglyError
from pipeline.faults import explained, written_down
from pipeline.mapping_command import mapping_app
from pipeline.option_values import DELIVERY, ENGINE, FORMAT, PORT, SECONDS, SEED, SHARE
from pipeline.output import Format, write_frame, write_json
from pipeline.progress import shown
from pipeline.rehearsal import rehearse
from pipeline.template_command import template
from pipeline.terminal import Terminal
from pipeline.workspace import VARIABLE, Workspace, workspace_at
from reports.snapshot import Snapshot, SnapshotError, current
from reports.wording import latest_instant_words

app = typer.Typer(
    name="service-review",
    help="From a service desk's logs to a service review in which each figure is explained.",
    no_args_is_help=True,
    # Square brackets are defaults here, and no markup of a terminal.
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(mapping_app, name="mapping")
app.command()(template)
said = Terminal(stderr=True)
shown_on = Terminal()

REFUSED = 1
USED_WRONGLY = 2
# The workspace of this run, for whoever says why it failed.
_chosen: ContextVar[Workspace | None] = ContextVar("_chosen", default=None)


@dataclass(frozen=True)
class Context:
    """What every verb is told: where the workspace is, and whether somebody said so."""

    workspace: Workspace
    was_given: bool


@app.callback()
def everywhere(
    context: typer.Context,
    workspace: Annotated[
        Path | None,
        typer.Option(envvar=VARIABLE, help="The folder of this installation [./workspace]."),
    ] = None,
    debug: Annotated[bool, typer.Option(help="Show a traceback where something fails.")] = False,
) -> None:
    """Take the options that stand before the verb."""
    context.obj = Context(workspace_at(workspace), workspace is not None)
    _chosen.set(context.obj.workspace)


JsonOption = Annotated[bool, typer.Option("--json", help="Write the outcome as JSON.")]
AsOfOption = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="T",
        help="Look at the data from this instant, such as 2026-06-30T18:00:00Z, from the end of a "
        "day (UTC), from `now`, or from when the last `export` was made [the latest instant in the "
        "data].",
    ),
]
EngineOption = Annotated[
    Engine,
    typer.Option(
        parser=ENGINE,
        metavar="[duckdb|spark]",
        help="What the models run on; spark needs the extra `spark` and Java.",
    ),
]
FullOption = Annotated[
    bool, typer.Option("--full", help="Build all tickets, not only those that can have changed.")
]
LakeOption = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESS",
        help="With --engine spark: the folder or bucket (s3://bucket/folder) that it reads and "
        "writes; emptied at each build [lake/ in the workspace].",
    ),
]
PortOption = Annotated[int, typer.Option(parser=PORT, help="The port of the dashboard.")]


@app.command()
def ingest(  # noqa: PLR0913, PLR0917 (each is an option of the command)
    context: typer.Context,
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Files or folders [the workspace's inbox].")
    ] = None,
    mapping: Annotated[
        str | None, typer.Option(help="A mapping by name or file, for files of another form.")
    ] = None,
    refused_at_most: Annotated[
        float | None,
        typer.Option(
            parser=SHARE,
            metavar="SHARE",
            help="End with 1 where more than this share of a file's rows is refused, such as 0.01 "
            "[where all are].",
        ),
    ] = None,
    expect_rows: Annotated[
        list[str] | None,
        typer.Option(
            metavar="[FILE=]ROWS",
            help="Refuse a file with any other number of rows below its header. For several files "
            "repeat it as FILE=ROWS.",
        ),
    ] = None,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Show what would come in, and write nothing at all."),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Take deliveries in; prints read, loaded, quarantined and known for each."""
    from pipeline.intake import is_refused, take_in_all, taken_content

    if dry_run:
        rehearse(
            context.obj.workspace,
            paths or [],
            mapping_name=mapping,
            expected=expect_rows or (),
            refused_at_most=refused_at_most,
            as_json=as_json,
        )
        return
    with shown(said) as progress:
        taken = take_in_all(
            context.obj.workspace,
            paths or [],
            mapping_name=mapping,
            expected=expect_rows or (),
            progress=progress,
        )
    if as_json:
        write_json(taken_content(taken))
    else:
        printing.show_deliveries(shown_on, taken.deliveries)
        printing.show_given_way(shown_on, taken.given_way)
        printing.show_passed_over(said, taken.passed_over)
        printing.show_remarks(said, taken.remarks)
        printing.show_refused(said, taken.refused)
        printing.show_refused_rows(
            said,
            [one for one in taken.deliveries if is_refused(one, refused_at_most=refused_at_most)],
            at_most=refused_at_most,
        )
        printing.show_doubts(said, taken.doubts)
    if not taken.is_usable(refused_at_most=refused_at_most):
        raise typer.Exit(REFUSED)


@app.command()
def build(  # noqa: PLR0913, PLR0917 (each is an option of the command)
    context: typer.Context,
    as_of: AsOfOption = None,
    full: FullOption = False,
    engine: EngineOption = Engine.duckdb,
    lake: LakeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Compute the marts, test them, and publish them where every test passes."""
    if lake is not None and engine is not Engine.spark:
        raise typer.BadParameter("a lake is for --engine spark.", param_hint="--lake")
    workspace = context.obj.workspace
    from_when = _from_when(workspace, as_of)
    _build(workspace, from_when, full=full, place=Place(engine, lake), as_json=as_json)


@app.command()
def query(  # noqa: PLR0913, PLR0917 (each is an option of the command)
    context: typer.Context,
    sql: Annotated[
        str, typer.Argument(help="One statement; tables are those of the data contract.")
    ],
    form: Annotated[
        Format,
        typer.Option(
            "--format",
            parser=FORMAT,
            metavar="[table|csv|json|parquet]",
            help="How to write the result.",
        ),
    ] = Format.table,
    output: Annotated[
        Path | None, typer.Option(help="Write into a file, not to the screen.")
    ] = None,
    seconds: Annotated[
        float, typer.Option(parser=SECONDS, help="Stop a statement that runs for longer.")
    ] = 60,
    as_json: JsonOption = False,
) -> None:
    """Ask the published snapshot, read only."""
    frame = _published(context.obj.workspace).frame(sql, seconds=seconds)
    write_frame(shown_on, frame, Format.json if as_json else form, output=output)


@app.command()
def explain(
    context: typer.Context,
    ticket: Annotated[str, typer.Argument(help="The ticket's id.")],
    as_json: JsonOption = False,
) -> None:
    """Tell one ticket's clocks stretch by stretch, and the file and line behind each event."""
    from pipeline.story_printing import show_story, story_content
    from reports.ticket_story import ticket_story

    story = ticket_story(_published(context.obj.workspace), ticket)
    if as_json:
        write_json(story_content(story))
    else:
        show_story(shown_on, story)


@app.command("what-if")
def what_if(
    context: typer.Context,
    settings: Annotated[
        list[str],
        typer.Option(
            "--set",
            metavar="NAME=VALUE",
            help="A reading of policy.yml, such as reopening=elapse, or a handbook target, such as "
            "target.P2.response=4h or 'target.P3.restoration=40 business hours'; may be repeated.",
        ),
    ],
    html: Annotated[Path | None, typer.Option(help="Write a page to show into this file.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Build the same data under other readings or targets, aside; prints what would change."""
    from pipeline.policy_file import load_policy
    from pipeline.what_if import question
    from pipeline.what_if import what_if as compare
    from reports.what_if import content
    from reports.what_if_page import page

    workspace = context.obj.workspace
    try:
        asked = question(settings, load_policy(workspace.policy))
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--set") from None
    with shown(said) as progress:
        found = compare(workspace, asked, progress=progress)
    if html is not None:
        html.write_text(page(found), encoding="utf-8")
    if as_json:
        write_json(content(found))
    else:
        printing.show_what_if(shown_on, found)


@app.command()
def backtest(  # noqa: PLR0913, PLR0917 (each is an option of the command)
    context: typer.Context,
    series: Annotated[
        Path | None, typer.Option(help="Monthly counts (.csv or .parquet) [the workspace's].")
    ] = None,
    cases: Annotated[
        Path | None, typer.Option(help="The forecasts to make of them (.csv or .parquet).")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Where to write those (.csv or .parquet).")
    ] = None,
    train: Annotated[
        Path | None,
        typer.Option(help="Whole series to fit on [the parameters shipped]."),
    ] = None,
    html: Annotated[
        Path | None, typer.Option(help="Write a page of the workspace's into this file.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Say how good forecasts of past contract years were, or make those of files."""
    if series is None and cases is None and out is None and train is None:
        _backtest_workspace(context.obj.workspace, html, as_json=as_json)
        return
    if html is not None:
        raise typer.BadParameter("a page is written of a workspace alone.", param_hint="--html")
    if series is None or cases is None or out is None:
        raise typer.BadParameter(
            "forecasts of files need all three of them.", param_hint="--series, --cases, --out"
        )
    from pipeline.backtest import backtest as forecast_again

    with shown(said) as progress:
        done = forecast_again(series, cases, out, train_path=train, progress=progress)
    if as_json:
        write_json(asdict(done))
    else:
        printing.show_backtest(shown_on, done)


@app.command()
def status(
    context: typer.Context,
    deliveries: Annotated[
        bool, typer.Option("--deliveries", help="List every delivery, with its number.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Say what is in the workspace: deliveries, quarantine, snapshot, freshness."""
    from pipeline.ledger import read_ledger
    from pipeline.status import as_lines, delivery_lines, workspace_status

    if deliveries:
        if as_json:
            write_json([asdict(one) for one in read_ledger(context.obj.workspace)])
        else:
            for line in delivery_lines(context.obj.workspace):
                shown_on.print(line, markup=False, highlight=False, soft_wrap=True)
        return
    found = workspace_status(context.obj.workspace)
    if as_json:
        write_json(found)
    else:
        for line in as_lines(found):
            shown_on.print(line, highlight=False)


@app.command()
def withdraw(
    context: typer.Context,
    delivery: Annotated[
        int,
        typer.Argument(
            parser=DELIVERY, help="Its number, as `ingest` and `status --deliveries` show it."
        ),
    ],
    undo: Annotated[
        bool, typer.Option("--undo", help="Let a delivery count again that was taken back.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Take a delivery back, as if it had never come; its rows are kept, and it can be undone."""
    from pipeline.withdrawal import let_count, said_of, take_back

    done = (let_count if undo else take_back)(context.obj.workspace, delivery)
    if as_json:
        write_json(asdict(done))
    else:
        for line in said_of(done):
            shown_on.print(line, markup=False, highlight=False)


@app.command()
def serve(context: typer.Context, port: PortOption = 8501) -> None:
    """Open the dashboard, on this machine only."""
    _serve(context.obj.workspace, port)


@app.command()
def demo(
    context: typer.Context,
    serve_it: Annotated[
        bool, typer.Option("--serve/--no-serve", help="Open the dashboard at the end.")
    ] = True,
    seed: Annotated[
        int, typer.Option(parser=SEED, help="Another seed gives another portfolio.")
    ] = 1,
    port: PortOption = 8501,
) -> None:
    """Make a portfolio of invented customers in a workspace of its own, and show it."""
    from pipeline.demo import DEMO, make_portfolio
    from pipeline.intake import take_in_all

    workspace = context.obj.workspace if context.obj.was_given else workspace_at(Path(DEMO))
    with shown(said) as progress:
        folder = make_portfolio(workspace, seed=seed, progress=progress)
        taken = take_in_all(workspace, [folder], progress=progress)
    printing.show_deliveries(shown_on, taken.deliveries)
    printing.show_refused(said, taken.refused)
    if taken.refused:
        raise typer.Exit(REFUSED)
    _build(workspace, None, as_json=False)
    if serve_it:
        _serve(workspace, port)
    else:
        shown_on.print(f"See it with: service-review --workspace {workspace.root} serve")


def main() -> None:
    """Run the command; a failure that a person can mend is a message, not a traceback."""
    # A log that cannot be written to, on a full disk, is no traceback either.
    logging.raiseExceptions = False
    try:
        app()
    except (StoppedError, RefusedError, SnapshotError) as error:
        if "--debug" in sys.argv:
            raise
        if "--json" in sys.argv:
            write_json({"error": str(error)})
        said.print(str(error), markup=False, highlight=False, soft_wrap=True)
        is_slip = isinstance(error, (UsedWronglyError, NoSuchMappingError))
        sys.exit(USED_WRONGLY if is_slip else REFUSED)
    except Exception as error:
        # The outermost door: whatever was not foreseen is still a message, and is kept in full.
        if "--debug" in sys.argv:
            raise
        workspace = _chosen.get() or workspace_at(None)
        message = explained(error, workspace) or (
            f"Something failed that was not foreseen: {type(error).__name__}: {error}\n"
            f"Where it happened is written down in {written_down(error, workspace)}."
        )
        if "--json" in sys.argv:
            write_json({"error": str(message)})
        said.print(str(message), markup=False, highlight=False, soft_wrap=True)
        sys.exit(REFUSED)


def _build(
    workspace: Workspace,
    as_of: datetime | None,
    *,
    full: bool = False,
    place: Place = HERE,
    as_json: bool,
) -> None:
    from pipeline.build import build as build_marts

    with shown(said) as progress:
        built = build_marts(workspace, as_of=as_of, whole=full, place=place, progress=progress)
    if as_json:
        write_json(asdict(built))
    else:
        latest = latest_instant_words(has_slips=built.has_slips)
        shown_on.print(
            f"Built as of {built.as_of:%Y-%m-%d %H:%M:%S} UTC, "
            f"{f'{latest}, ' if as_of is None else ''}"
            f"{printing.distance(built.as_of, now())}; {built.scope.told}: "
            f"{built.models} models, {built.tests} tests passed. Published as {built.snapshot}.",
            highlight=False,
        )
        printing.show_doubts(said, built.doubts)


def _backtest_workspace(workspace: Workspace, html: Path | None, *, as_json: bool) -> None:
    from pipeline.past_backtest import backtest_of_workspace, content

    found = backtest_of_workspace(workspace)
    if html is not None:
        from reports.backtest_page import page

        html.write_text(
            page(
                as_of=found.as_of,
                summary=found.summary,
                by_months_known=found.by_months_known,
                calibration=found.calibration,
            ),
            encoding="utf-8",
        )
    if as_json:
        write_json(content(found))
    else:
        printing.show_past_backtest(shown_on, found)
        if html is not None:
            shown_on.print(f"The page is {html}.", markup=False, highlight=False)


def _serve(workspace: Workspace, port: int) -> None:
    from pipeline.parsed import PROJECT

    if not workspace.root.is_dir():
        raise StoppedError(
            f"There is no workspace at {workspace.root}.",
            way_out="Take deliveries in with `service-review ingest PATH`, or try `demo`.",
        )
    workspace.stay_private()
    environment = {**os.environ, VARIABLE: str(workspace.root)}
    shown_on.print(f"The dashboard is at http://localhost:{port} (stop it with Ctrl+C).")
    sys.stdout.flush()
    os.chdir(PROJECT)
    os.execve(  # noqa: S606  # the dashboard takes this process over; no shell is wanted
        sys.executable,
        [
            *(sys.executable, "-m", "streamlit", "run", str(PROJECT / "reports" / "door.py")),
            *("--server.address", "127.0.0.1", "--server.port", str(port)),
            *("--server.headless", "true"),
        ],
        environment,
    )


def _published(workspace: Workspace) -> Snapshot:
    snapshot = current(workspace.published)
    if snapshot is None:
        raise StoppedError(
            f"Nothing is published in {workspace.root} yet.",
            way_out="Take deliveries in and build: `service-review ingest PATH`, then `build`.",
        )
    return snapshot


def now() -> datetime:
    """The machine's own time, in UTC; no figure rests on it unless --as-of now asks for it."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def _from_when(workspace: Workspace, text: str | None) -> datetime | None:
    """Read --as-of: `now`, `export`, an instant, or a day, which means its last second (UTC)."""
    if text == "now":
        return now()
    if text == "export":
        from pipeline.build import last_export

        return last_export(workspace)
    if text is None:
        return None
    try:
        if "T" not in text and " " not in text:
            return datetime.combine(date.fromisoformat(text), time(23, 59, 59))
        instant = datetime.fromisoformat(text)
        if instant.tzinfo is not None:
            instant = instant.astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        raise typer.BadParameter(
            f"{text!r} is neither an instant such as 2026-06-30T18:00:00Z, nor a day such as "
            "2026-06-30, nor `now` or `export`.",
            param_hint="--as-of",
        ) from None
    return instant.replace(microsecond=0)
