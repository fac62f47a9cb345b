"""A damaged base, a full disk, missing rights: a sentence, or a build from nothing that says so."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ingest.errors import RefusedError
from pipeline.build import build
from pipeline.intake import take_in_all
from pipeline.policy_file import load_policy
from pipeline.publish import is_sound
from pipeline.workspace import Workspace
from reports.snapshot import current
from tests.pipeline.test_command import run
from tests.pipeline.test_files import AS_OF, FILES, marts, taken

MOUNT, UNMOUNT = (shutil.which(name) or name for name in ("mount", "umount"))
MAPPING = "flat_de_full.yml"
INGEST = ("ingest", "--mapping", str(FILES / "overlap" / MAPPING))
JUNE = str(FILES / "overlap" / "Tickets_Juni.csv")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace of May's export, built and published once."""
    workspace = Workspace(tmp_path_factory.mktemp("sound") / "workspace")
    taken(workspace, "overlap", ["Tickets_Mai.csv"], MAPPING)
    build(workspace, as_of=AS_OF)
    return workspace


@pytest.fixture
def workspace(built: Workspace, tmp_path: Path) -> Workspace:
    """A copy of it, to be damaged."""
    shutil.copytree(built.root, tmp_path / "workspace")
    return Workspace(tmp_path / "workspace")


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A file system of its own, of so many megabytes."""
    folder.mkdir()
    mounted = subprocess.run(
        [MOUNT, "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        if os.environ.get("CI"):
            pytest.fail(f"no small file system in CI: {mounted.stderr.decode()}")
        pytest.skip("a small file system can be mounted by root on Linux alone")
    try:
        yield folder
    finally:
        subprocess.run([UNMOUNT, str(folder)], check=True)


def halved(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def other(path: Path) -> None:
    path.write_bytes(b"\xff\xfe nothing that anybody wrote" * 200)


def one_bit(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def gone(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize(
    ("damage", "is_from_inbox", "again"),
    [
        (halved, False, "in again, from where they lay when they were taken in."),
        (
            other,
            True,
            "in again, those of the inbox by service-review ingest {}, the others from where they "
            "lay when they were taken in.",
        ),
    ],
)
def test_a_damaged_warehouse_is_named_with_what_brings_it_back(
    workspace: Workspace, damage: Callable[[Path], None], is_from_inbox: bool, again: str
) -> None:
    damage(workspace.warehouse)
    if is_from_inbox:
        workspace.taken.mkdir()
        (workspace.taken / "000001-customers.csv").touch()

    for words in ((*INGEST, JUNE), ("build",)):
        ended = run(*words, workspace=workspace.root)
        assert ended.returncode == 1
        assert f"The warehouse {workspace.warehouse} is damaged" in ended.stderr
        assert again.format(workspace.taken) in ended.stderr
        assert "not foreseen" not in ended.stderr
    assert run("query", "select 1 as one", workspace=workspace.root).returncode == 0


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (gone, "The warehouse is missing: put a copy back"),
        (other, "The warehouse is damaged (warehouse.duckdb is no database): put a copy back"),
    ],
)
def test_status_says_that_the_warehouse_is_missing_or_damaged(
    workspace: Workspace, damage: Callable[[Path], None], said: str
) -> None:
    sound = run("status", workspace=workspace.root)
    damage(workspace.warehouse)

    shown = run("status", workspace=workspace.root)

    assert "The warehouse is" not in sound.stdout
    assert shown.returncode == 0
    assert said in " ".join(shown.stdout.split())


@pytest.mark.parametrize("damage", [one_bit, gone])
def test_no_build_goes_on_from_a_snapshot_that_is_not_as_it_was_published(
    workspace: Workspace, damage: Callable[[Path], None], tmp_path: Path
) -> None:
    (name,) = [one.name for one in workspace.published.glob("*.duckdb")]
    assert is_sound(workspace.published, name)
    damage(workspace.published / name)
    assert is_sound(workspace.published, name) is False
    taken(workspace, "overlap", ["Tickets_Juni.csv"], MAPPING)

    made = build(workspace, as_of=AS_OF)

    assert not made.scope.is_whole
    assert [one for one in made.doubts if "is not as it was published" in one] != []
    alone = Workspace(tmp_path / "alone")
    take_in_all(alone, [Path(JUNE)], mapping_name=str(FILES / "overlap" / MAPPING))
    build(alone, as_of=AS_OF)
    found, expected = current(workspace.published), current(alone.published)
    assert found is not None
    assert expected is not None
    assert marts(found) == marts(expected)


def test_what_cannot_be_read_of_the_small_files_is_said_or_written_anew(
    workspace: Workspace,
) -> None:
    other(workspace.ledger)
    other(workspace.work)
    other(workspace.published / "CURRENT")

    shown = run("status", workspace=workspace.root)
    query = run("query", "select 1", workspace=workspace.root)

    assert shown.returncode == 0, shown.stderr
    assert "1 delivery, last received" in shown.stdout
    assert "CURRENT cannot be read" in shown.stdout
    assert "Run `service-review build` to publish again." in query.stderr


@pytest.mark.parametrize("is_folder", [False, True])
def test_a_policy_that_cannot_be_read_is_refused_with_the_way_out(
    tmp_path: Path, is_folder: bool
) -> None:
    policy = tmp_path / "policy.yml"
    if is_folder:
        policy.mkdir()
    else:
        policy.write_bytes(b"\xff\xfe\x00")

    with pytest.raises(RefusedError, match=r"policy\.yml: cannot be read .* move it away"):
        load_policy(policy)


def test_a_full_disk_is_named_and_the_run_after_it_goes_on(
    workspace: Workspace, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "small", 60) as disk:
        place = Workspace(disk / "workspace")
        shutil.copytree(workspace.root, place.root)
        ballast = disk / "ballast"
        ballast.write_bytes(b"x" * (shutil.disk_usage(disk).free - 400_000))

        failed = run("build", "--full", workspace=place.root)
        served = run("query", "select count(*) from tickets", workspace=place.root)
        ballast.unlink()
        after = run("build", workspace=place.root)

    assert failed.returncode == 1
    assert "The disk is full" in failed.stderr
    assert "not foreseen" not in failed.stderr
    assert served.returncode == 0
    assert after.returncode == 0, after.stderr


def test_missing_rights_are_named(workspace: Workspace, tmp_path: Path) -> None:
    with small_disk(tmp_path / "small", 60) as disk:
        place = Workspace(disk / "workspace")
        shutil.copytree(workspace.root, place.root)
        subprocess.run([MOUNT, "-o", "remount,ro", str(disk)], check=True)

        ended = [run(*words, workspace=place.root) for words in ((*INGEST, JUNE), ("build",))]
        shown = run("status", workspace=place.root)

    for one in ended:
        assert one.returncode == 1
        assert "not foreseen" not in one.stderr
        assert str(place.root) in one.stderr
        assert "permissions" in one.stderr
    assert shown.returncode == 0, shown.stderr


def test_what_nobody_foresaw_leads_to_where_it_happened(workspace: Workspace) -> None:
    workspace.work.mkdir()

    ended = run("build", workspace=workspace.root)

    log = workspace.scratch / "failure.log"
    assert ended.returncode == 1
    assert f"Where it happened is written down in {log}." in ended.stderr
    assert "Traceback" in log.read_text(encoding="utf-8")
