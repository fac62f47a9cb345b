"""A build on Spark: raw goes into a lake, the models run there, their marts come back."""

from __future__ import annotations

import os
import shutil
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from pipeline.errors import StoppedError
from pipeline.lake import SCHEMAS, Lake, open_lake, read_marts, write_raw
from pipeline.workspace import MEMORY_LIMIT, Workspace

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# Somebody who set one of these has told Spark where to run, and with what.
TOLD_BY = ("SPARK_REMOTE", "PYSPARK_GATEWAY_PORT", "PYSPARK_SUBMIT_ARGS", "SPARK_CONF_DIR")

# What the models' meaning rests on, wherever they run.
MEANING = {
    "spark.sql.session.timeZone": "UTC",
    # An instant is one of UTC and has no zone, as in DuckDB.
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    # What overflows or cannot be cast is an error, not a null.
    "spark.sql.ansi.enabled": "true",
}

# On this machine: a catalogue that ends with the run, no server, no page, nothing but loopback.
LOCALLY = {
    "spark.master": "local[*]",
    "spark.driver.memory": "3g",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.catalogImplementation": "in-memory",
    "spark.sql.shuffle.partitions": "4",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}


def require_spark() -> None:
    """Raise StoppedError, with the way out, where Spark is not there to build on."""
    if find_spec("pyspark") is None or find_spec("dbt.adapters.spark") is None:
        raise StoppedError(
            "Building on Spark needs the extra `spark`, which is not installed.",
            way_out=f"Install it: {sys.executable} -m pip install 'service-review[spark]'.",
        )
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=f"{home}/bin") if home else shutil.which("java")
    if java is None and "SPARK_REMOTE" not in os.environ:
        raise StoppedError(
            "Spark needs Java 17 or later, and no `java` was found"
            + (f" in JAVA_HOME, which is {home}." if home else "."),
            way_out="Install one (Debian: apt-get install default-jre-headless), or name a Spark "
            "server in SPARK_REMOTE.",
        )


@contextmanager
def marts_of_spark(
    workspace: Workspace, address: str | None, run: Callable[[], tuple[int, int]]
) -> Iterator[tuple[duckdb.DuckDBPyConnection, tuple[int, int]]]:
    """Run the models on Spark over the raw tables of a workspace.

    `address` is the lake's, without one `lake/` in the workspace; `run` runs the models in the
    session that there is. Gives a database whose schema `marts` holds what came back, and how many
    models and tests ran. Raises StoppedError where Spark, Java or the lake is missing.
    """
    lake = open_lake(address or workspace.root / "lake")
    lake.clear()
    with workspace.writing() as connection:
        tables = write_raw(connection, lake)
    scratch = workspace.scratch / "spark"
    with spark_session(scratch) as session:
        register(session, lake, tables)
        counts = run()
        marts = gather_marts(session, lake)
    with _database(scratch / "gathered.duckdb") as connection:
        read_marts(lake, marts, connection)
        yield connection, counts


@contextmanager
def spark_session(scratch: Path) -> Iterator[SparkSession]:
    """A session as the environment tells, else one on this machine; it is stopped at the end.

    What Spark says goes into `scratch`/spark.log. Raises StoppedError where it does not start.
    """
    scratch.mkdir(parents=True, exist_ok=True)
    log = scratch / "spark.log"
    try:
        with _words_into(log):
            session = _start(settings(scratch))
    except Exception as error:
        # Whatever keeps Spark from starting (its own errors share no parent) is told, not traced.
        raise StoppedError(f"Spark did not start: {error}", way_out=f"Its log: {log}") from error
    try:
        yield session
    finally:
        session.stop()


def settings(scratch: Path, environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What a session is told; where somebody told Spark where to run, no more than must be."""
    if any(name in environment for name in TOLD_BY):
        return MEANING
    here = {
        "spark.local.dir": str(scratch / "local"),
        "spark.sql.warehouse.dir": (scratch / "warehouse").as_uri(),
        "spark.driver.extraJavaOptions": f"-Djava.io.tmpdir={scratch} -XX:+UseParallelGC",
    }
    return {**LOCALLY, **here, **MEANING}


def _start(told: Mapping[str, str]) -> SparkSession:
    with warnings.catch_warnings():
        # It warns of the newest pandas, which is not used here.
        warnings.simplefilter("ignore", FutureWarning)
        from pyspark.sql import SparkSession

    builder: Any = SparkSession.builder
    session: SparkSession = builder.appName("service-review").config(map=dict(told)).getOrCreate()
    for name, value in MEANING.items():
        session.conf.set(name, value)
    return session


@contextmanager
def _words_into(log: Path) -> Iterator[None]:
    """Let a program that is started meanwhile write into a log what it would say to people."""
    sys.stdout.flush()
    sys.stderr.flush()
    told = {stream: os.dup(stream) for stream in (1, 2)}
    with log.open("ab") as written:
        for stream in told:
            os.dup2(written.fileno(), stream)
    try:
        yield
    finally:
        for stream, kept in told.items():
            os.dup2(kept, stream)
            os.close(kept)


def register(session: SparkSession, lake: Lake, tables: list[str]) -> None:
    """Make the databases of the lake anew, with raw as tables.

    Raises StoppedError where the catalogue has databases of these names that lie elsewhere.
    """
    for schema in SCHEMAS:
        _make_way(session, lake, schema)
        session.sql(f"create database {schema} location '{lake.folder(schema)}'")
    for table in tables:
        location = f"{lake.folder('raw')}/{table}"
        session.sql(f"create table raw.{table} using parquet location '{location}'")


def _make_way(session: SparkSession, lake: Lake, schema: str) -> None:
    if not session.catalog.databaseExists(schema):
        return
    lies = session.catalog.getDatabase(schema).locationUri.rstrip("/")
    if _path(lies) != _path(lake.folder(schema)):
        raise StoppedError(
            f"Spark has a database `{schema}` already, at {lies}.",
            way_out="Use the lake that it belongs to (--lake), or another catalogue.",
        )
    session.sql(f"drop database {schema} cascade")


def _path(address: str) -> str:
    """An address in one spelling: file:/lake and file:///lake are the same."""
    kind, _, rest = address.partition(":")
    return f"{kind}:/{rest.lstrip('/')}" if kind == "file" else address


def gather_marts(session: SparkSession, lake: Lake) -> list[str]:
    """See that every mart lies in the lake, a view too; returns their names."""
    names = []
    for name, kind in [(one.name, one.tableType) for one in session.catalog.listTables("marts")]:
        names.append(name)
        if kind == "VIEW":
            session.table(f"marts.{name}").write.parquet(f"{lake.folder('marts')}/{name}")
    return sorted(names)


@contextmanager
def _database(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database for as long as it is needed."""
    path.unlink(missing_ok=True)
    connection = duckdb.connect(str(path))
    try:
        connection.execute("set memory_limit = $limit", {"limit": MEMORY_LIMIT})
        yield connection
    finally:
        connection.close()
        path.unlink()
