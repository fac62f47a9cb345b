"""A build: the calendars are written, the models run, their tests pass, a snapshot is published."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from importlib import metadata

import duckdb

from ingest.ahead import recorded_instants, slips
from ingest.business_hours import CalendarError
from ingest.calendars import LONGEST_HANDBOOK_SECONDS, holidays_version, write_calendars
from ingest.contract import ENTITIES
from ingest.doubts import doubts
from ingest.in_force import latest_in_force
from ingest.store import create_raw, single
from ingest.zones import tzdata_version
from pipeline.engine import HERE, Engine, Place
from pipeline.errors import StoppedError
from pipeline.looked_from import doubts_of, no_instant
from pipeline.models import Progress, run_models
from pipeline.parsed import PROJECT
from pipeline.policy import Policy, readings
from pipeline.policy_file import load_policy
from pipeline.publish import is_sound, publish
from pipeline.scope import Scope, begin, finish, last_finished, signature
from pipeline.spark import marts_of_spark, require_spark
from pipeline.work import followed
from pipeline.workspace import Workspace

# A snapshot is copied from the warehouse with whole hash tables of tickets.
PUBLISHING_MEMORY = "2GB"

# No build goes on from what is not as it was published.
DAMAGED = (
    "The snapshot {} is missing, or is not as it was published. All is published anew from the "
    "warehouse."
)

BUILD_DDL = """
create or replace table raw.build (
    as_of timestamp not null,
    tzdata_version varchar not null,
    holidays_version varchar not null,
    service_review_version varchar not null,
    is_whole boolean not null
)
"""


READINGS_DDL = """
create or replace table raw.readings (
    name varchar not null,
    value varchar not null,
    default_value varchar not null,
    rule_id varchar not null
)
"""


@dataclass(frozen=True)
class Built:
    """What a build made: as of when, by how many models and tests, the snapshot's name, of what.

    `has_slips` is whether instants were left aside because they lie ahead of their receipt.
    """

    as_of: datetime
    models: int
    tests: int
    snapshot: str
    scope: Scope
    doubts: tuple[str, ...] = ()
    has_slips: bool = False


def build(
    workspace: Workspace,
    *,
    as_of: datetime | None = None,
    whole: bool = False,
    place: Place = HERE,
    progress: Progress = lambda *_: None,
) -> Built:
    """Build the marts from raw as of an instant (UTC) and publish them.

    Without `as_of` the data is looked at from its own latest instant. Only the tickets are built
    that what came in, time or other terms can have changed, unless `whole` asks for all; the marts
    are the same, row for row (decision 5). On Spark all are built, and the models read and write a
    `lake`, a folder or the address of a bucket. Raises BuildFailedError where a model or a test
    fails, StoppedError where there is nothing to build or the engine is missing, RefusedError where
    the workspace's policy.yml is wrong.
    """
    if place.engine is Engine.spark:
        require_spark()
    with workspace.alone("build"):
        follow = followed(workspace.work, progress)
        return _build(workspace, as_of=as_of, whole=whole, place=place, progress=follow)


def _build(
    workspace: Workspace,
    *,
    as_of: datetime | None,
    whole: bool,
    place: Place,
    progress: Progress,
) -> Built:
    policy = load_policy(workspace.policy)
    with workspace.writing() as connection:
        create_raw(connection)
        if not single(connection, "select count(*) from raw.deliveries"):
            raise StoppedError(
                "Nothing has been taken in yet.",
                way_out="Take deliveries in with `service-review ingest PATH`.",
            )
        instant = as_of or latest_instant(connection)
        progress("calendars", 0, 1)
        finished = last_finished(connection)
        on_spark = place.engine is Engine.spark
        now = datetime.now(UTC).replace(tzinfo=None)
        about_as_of = doubts_of(connection, as_of, now=now) if as_of else ()
        looks_wrong = (*about_as_of, *doubts(connection))
        has_slips = slips(connection, most=0)[0] > 0
        scope = prepare(connection, policy, as_of=instant, whole=whole or on_spark)
    from pipeline.quota_forecasts import write_quota_forecasts
    from pipeline.volume_forecasts import write_volume_forecasts

    run = partial(
        run_models,
        workspace,
        variables=policy.variables,
        engine=place.engine,
        progress=progress,
    )
    if on_spark:
        marts = marts_of_spark(workspace, place.lake, run)
    else:
        marts = marts_of_the_warehouse(workspace, run)
    with marts as (connection, (models, tests)):
        progress("forecasting", models + tests, models + tests)
        write_quota_forecasts(connection, as_of=instant)
        write_volume_forecasts(connection, as_of=instant)
        progress("publishing", models + tests, models + tests)
        base = finished.snapshot if finished and not scope.is_whole else None
        is_usable = base is None or is_sound(workspace.published, base)
        if not is_usable:
            if is_usable is False:
                looks_wrong = (*looks_wrong, DAMAGED.format(base))
            base = None
        snapshot = publish(connection, workspace.published, as_of=instant, base=base)
        # What Spark built is not in the warehouse: the next build there is one of all.
        if not on_spark:
            finish(connection, as_of=instant, present=_signature(policy), snapshot=snapshot)
    return Built(instant, models, tests, snapshot, scope, looks_wrong, has_slips)


@contextmanager
def marts_of_the_warehouse(
    workspace: Workspace, run: Callable[[], tuple[int, int]]
) -> Iterator[tuple[duckdb.DuckDBPyConnection, tuple[int, int]]]:
    """Run the models in the warehouse; gives it, and how many models and tests ran."""
    counts = run()
    with workspace.writing(memory_limit=PUBLISHING_MEMORY) as connection:
        yield connection, counts


def prepare(
    connection: duckdb.DuckDBPyConnection,
    policy: Policy,
    *,
    as_of: datetime,
    whole: bool = True,
    longest_seconds: int = LONGEST_HANDBOOK_SECONDS,
) -> Scope:
    """Write what the models need beside the deliveries: the build, its readings, the calendars.

    Returns what the build touches.
    """
    connection.execute("begin")
    scope = begin(connection, as_of=as_of, present=_signature(policy), whole=whole)
    write_build(connection, as_of, whole=scope.is_whole)
    connection.execute("commit")
    write_readings(connection, policy)
    try:
        write_calendars(
            connection,
            as_of=as_of.replace(tzinfo=UTC),
            hours=policy.hours,
            longest_seconds=longest_seconds,
        )
    except CalendarError as error:
        raise StoppedError(f"The calendars cannot be made: {error}") from None
    return scope


def _signature(policy: Policy) -> str:
    return signature(PROJECT, policy.variables, versions())


def last_export(workspace: Workspace) -> datetime:
    """When the last export that counts was made, as its mapping says; StoppedError if none does."""
    with workspace.alone("build"), workspace.writing() as connection:
        create_raw(connection)
        exported_at = single(
            connection,
            "select max(exported_at) from raw.deliveries "
            "where delivery_id not in (select delivery_id from raw.set_aside)",
        )
    if not isinstance(exported_at, datetime):
        raise StoppedError(
            "No delivery says when it was exported.",
            way_out="Name `exported` in the mapping, or give an instant by --as-of.",
        )
    return exported_at


def latest_instant(connection: duckdb.DuckDBPyConnection) -> datetime:
    """The latest instant at which anything happened or was recorded; plans do not count.

    Only rows in force are looked at: a slip that was corrected moves nothing. Nor does one that
    lies ahead of its delivery's receipt: no instant is later than that.
    """
    instants = [
        latest_in_force(connection, entity, entity.column(name))
        for entity in ENTITIES
        for name in recorded_instants(entity)
    ]
    found = max((instant for instant in instants if instant is not None), default=None)
    if found is None:
        raise no_instant(connection)
    return found


def write_build(connection: duckdb.DuckDBPyConnection, as_of: datetime, *, whole: bool) -> None:
    """Record what this build looks from, and the versions it rests on (CAL-6)."""
    connection.execute(BUILD_DDL)
    connection.execute(
        "insert into raw.build values ($as_of, $tzdata_version, $holidays_version, "
        "$service_review_version, $is_whole)",
        {"as_of": as_of, **versions(), "is_whole": whole},
    )


def versions() -> dict[str, str]:
    """What a build rests on beside the data, as the mart `builds` names it."""
    return {
        "tzdata_version": tzdata_version(),
        "holidays_version": holidays_version(),
        "service_review_version": metadata.version("service-review"),
    }


def write_readings(connection: duckdb.DuckDBPyConnection, policy: Policy) -> None:
    """Record the readings that this build takes, with what would hold by default."""
    connection.execute(READINGS_DDL)
    values, defaults = policy.values, Policy().values
    connection.executemany(
        "insert into raw.readings values (?, ?, ?, ?)",
        [
            (name, values[name], defaults[name], reading.rule_id)
            for name, reading in readings().items()
        ],
    )
