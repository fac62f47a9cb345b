"""What is said where an engine is missing, or is told what it cannot use."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.build import build
from pipeline.command import app
from pipeline.engine import Engine, Place
from pipeline.errors import StoppedError
from pipeline.lake import open_lake
from pipeline.spark import MEANING, require_spark, settings
from pipeline.workspace import Workspace

pytest.importorskip("pyspark", reason="the extra `spark` is not installed")


def test_without_java_a_build_on_spark_stops_and_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)

    with pytest.raises(StoppedError, match=r"needs Java 17 .* Install one"):
        build(Workspace(tmp_path / "workspace"), place=Place(Engine.spark))

    assert not (tmp_path / "workspace").exists()


def test_java_is_looked_for_where_its_home_is_said_to_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))

    with pytest.raises(StoppedError, match=f"JAVA_HOME, which is {tmp_path}"):
        require_spark()


def test_a_lake_without_spark_is_used_wrongly(tmp_path: Path) -> None:
    words = ["--workspace", str(tmp_path), "build", "--lake", str(tmp_path / "lake")]

    ended = CliRunner().invoke(app, words)

    assert ended.exit_code == 2
    assert "--engine spark" in ended.output


def test_where_spark_was_told_where_to_run_only_the_meaning_is_added(tmp_path: Path) -> None:
    told = settings(tmp_path, {"SPARK_CONF_DIR": "/etc/spark/conf"})

    assert told == MEANING
    assert "spark.master" in settings(tmp_path, {})


def test_an_address_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(StoppedError, match="cannot be reached"):
        open_lake("nowhere://bucket/folder")
