"""What stands in a page's place where there is nothing to show: a sentence and the way out."""

from __future__ import annotations

from pathlib import Path

import streamlit as st


def not_published(workspace: Path) -> None:
    """No snapshot: either there is no workspace, or nothing has been published in it yet."""
    where = str(workspace.resolve())
    st.title("Nothing to show yet")
    if workspace.is_dir():
        st.write("Nothing has been published in this workspace:")
    else:
        st.write("There is no workspace at this place:")
    st.code(where, language=None)
    st.write("Bring in a delivery and build, and the figures appear here by themselves:")
    st.code("service-review ingest PATH\nservice-review build", language=None)
    st.write("Or look at a made-up portfolio first:")
    st.code("service-review demo", language=None)
    if not workspace.is_dir():
        st.write(
            "A workspace elsewhere is named by `--workspace`, or by the variable "
            "`SERVICE_REVIEW_WORKSPACE`."
        )


def no_customers() -> None:
    """A snapshot without a customer."""
    st.title("No customers")
    st.write("The published snapshot holds no customer. Bring in a delivery, and build again:")
    st.code("service-review ingest PATH\nservice-review build", language=None)


def broken(message: str) -> None:
    """A snapshot that cannot be read."""
    st.title("The published data cannot be read")
    st.code(message, language=None, wrap_lines=True)
    st.write("This page looks again every few seconds.")
