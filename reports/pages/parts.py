"""What every page is made of: sentences, tables with their files, charts with their words.

A page says what stands where; how it looks, and how it is taken away, is said here once.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from html import escape
from typing import Any, TypeAlias

import polars as pl
import streamlit as st

from reports import wording
from reports.downloads import excel_book, spreadsheet_csv
from reports.local_time import local_record
from reports.pages.scope import Scope
from reports.tables import Address, html_table

# What a table's files hold, or what gives it.
Record: TypeAlias = pl.DataFrame | Callable[[], pl.DataFrame]

ROWS_SHOWN = 50
# So many tickets a link to the page Escalation names.
SIDE_BY_SIDE = 4
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def say(*sentences: str) -> None:
    """A paragraph that may hold what was delivered: plain text, whatever it says."""
    st.html(f'<p class="review-say">{escape(" ".join(sentences))}</p>')


def say_unknown(what: str, asked: str) -> None:
    """Name what an address asks for in vain, as code: nothing that came with it becomes a link."""
    literal = "".join(letter if letter.isprintable() else " " for letter in asked[:80])
    literal = literal.replace("`", "'").strip() or " "
    st.warning(f"The address asks for the {what} `{literal}`, which is not there.")


def paragraphs(sentences: Sequence[str]) -> None:
    """Several of them close together, plain text as above; nothing for none."""
    if not sentences:
        return
    st.html("".join(f'<p class="review-line">{escape(one)}</p>' for one in sentences))


def named(sentences: Mapping[str, str]) -> None:
    """Sentences close together, each after its name in bold; plain text as above."""
    lines = (
        f'<p class="review-line"><strong>{escape(name)}.</strong> {escape(sentence)}</p>'
        for name, sentence in sentences.items()
    )
    st.html("".join(lines))


def chart(spec: dict[str, Any], *, alt: str) -> None:
    """A finished chart; `alt` says in words what it shows and where its figures stand."""
    st.vega_lite_chart(spec, width="stretch", theme="streamlit", alt=alt)


def links(addresses: Mapping[str, str]) -> None:
    """Links to other pages beside each other: their words, and addresses of `reports.addresses`."""
    told = (
        f'<a href="{escape(address)}">{escape(words)}</a>' for words, address in addresses.items()
    )
    st.html(f"<p>{' · '.join(told)}</p>")


def figures(what: str = "The figures behind this chart") -> Any:
    """A closed drawer below a chart for the table behind it."""
    return st.expander(what)


def table(  # noqa: PLR0913  # each says one thing of the columns
    scope: Scope,
    rows: pl.DataFrame,
    *,
    caption: str,
    name: str,
    record: Record | None = None,
    of: int | None = None,
    numbers: Collection[str] = (),
    unbroken: Collection[str] = (),
    long: Collection[str] = (),
    links: Mapping[str, Sequence[Address]] | None = None,
    of_all: bool = False,
) -> None:
    """A table with its two files, CSV and Excel.

    `rows` are as they are read, the first of `of` where that is more. `record` is what the files
    hold (every row, in machine's words), or gives it when it is asked for; without it they hold
    `rows`. `name` is the file's beginning and must be the page's only one; `of_all` leaves the
    customer out of it. The rest is `reports.tables.html_table`'s.
    """
    if of is not None and of > rows.height:
        caption += f"; the first {rows.height} of {wording.number(of)}"
    st.html(
        html_table(
            rows, caption=caption, numbers=numbers, unbroken=unbroken, long=long, links=links
        )
    )
    if not rows.is_empty():
        downloads(scope, rows if record is None else record, name=name, of_all=of_all)


def downloads(scope: Scope, record: Record, *, name: str, of_all: bool = False) -> None:
    """The rows as two files, made when they are asked for; instants in the zone of the page."""
    stem = _file_stem(scope, name, of_all=of_all)
    with st.container(horizontal=True, gap="small"):
        for label, ending, mime, made in (
            ("CSV", "csv", "text/csv", spreadsheet_csv),
            ("Excel", "xlsx", EXCEL, excel_book),
        ):
            st.download_button(
                label,
                partial(_made, made, record, scope.zone),
                file_name=f"{stem}.{ending}",
                mime=mime,
                on_click="ignore",
                key=f"file_{name}_{ending}",
                icon=":material/download:",
                type="tertiary",
            )


def _made(made: Callable[[pl.DataFrame], bytes], record: Record, zone: str) -> bytes:
    rows = record if isinstance(record, pl.DataFrame) else record()
    has_instants = pl.Datetime in [kind.base_type() for kind in rows.dtypes]
    return made(local_record(rows, zone) if has_instants else rows)


def _file_stem(scope: Scope, name: str, *, of_all: bool) -> str:
    mark = download_mark()
    whose = "all" if of_all else _plain(scope.customer.customer_id)
    return f"{_plain(name)}_{whose}_{wording.month_address(scope.month.month)}_{mark}"


def download_mark() -> str:
    """The end of a file's name that nobody can guess: who knows its address is given the file."""
    mark: str = st.session_state.setdefault("download_mark", secrets.token_hex(4))
    return mark


def _plain(text: str) -> str:
    return "".join(letter if letter.isalnum() or letter == "_" else "-" for letter in text)
