"""Pages follow what is published: the pointer is looked at every few seconds."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from reports.snapshot import Snapshot, SnapshotError, current_name, opened

SECONDS_BETWEEN_LOOKS = 3

_IS_NEWS = "_is_news"


def pointer(published: Path) -> str | None:
    """What the pointer says now: a snapshot's name, None for nothing, or why it cannot be read."""
    try:
        return current_name(published)
    except SnapshotError as error:
        return str(error)


@st.fragment(run_every=SECONDS_BETWEEN_LOOKS)
def follow(published: Path, shown: str | None) -> None:
    """Run the page anew once the pointer says something else than what is shown."""
    if pointer(published) != shown:
        st.session_state[_IS_NEWS] = True
        st.rerun()


def is_news() -> bool:
    """Whether this run was asked for by `follow`, and not by the reader; told once."""
    return bool(st.session_state.pop(_IS_NEWS, False))


def snapshot_of(published: Path, name: str) -> Snapshot:
    """The snapshot of that name, whose head is read once."""
    path = published / name
    return _opened(published, name, path.stat().st_mtime_ns if path.exists() else None)


@st.cache_resource(max_entries=8, show_spinner=False)
def _opened(published: Path, name: str, written_at: int | None) -> Snapshot:
    """By when it was written too: a workspace made anew counts its snapshots from one again."""
    return opened(published, name)
