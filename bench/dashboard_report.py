"""What the dashboard's benchmark says, in lines of Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Results = Mapping[str, Any]

FIRST_PAGE = "first page"


def dashboard_lines(results: Results) -> list[str]:
    """The section of docs/performance.md, one saved run of `python -m bench.dashboard`."""
    return list(_lines(results))


def _lines(results: Results) -> Iterator[str]:
    users, host = results["users"], results["machine"]
    yield f"## The dashboard: {results['customers']:,} customers, {results['tickets']:,} tickets"
    yield ""
    yield "| page | new to the server: middle, longest | again | a filter changed | in Chromium |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    for page in results["pages"]["again"]:
        kinds = [results["pages"][kind][page] for kind in ("new", "again", "filters")]
        cells = [_two(one) for one in (*kinds, results["chromium"][page])]
        yield f"| {page or FIRST_PAGE} | {' | '.join(cells)} |"
    yield ""
    yield (
        "Seconds, from asking to the last element (in Chromium: to the last chart drawn, of a "
        "browser that has been there before). New: of five customers that nobody had asked for."
    )
    yield ""
    yield (
        f"- {users['users']} readers with 5 s between, {users['seconds']:.0f} s, a snapshot "
        f"published half way: {users['answers']['count']:,} answers, half within "
        f"{users['answers']['p50']:.2f} s, 95 % within {users['answers']['p95']:.2f} s, the "
        f"longest {users['answers']['max']:.2f} s; {len(users['errors'])} errors."
    )
    yield (
        f"- The first element stood after {users['first_element']['p50']:.2f} s (half) and "
        f"{users['first_element']['p95']:.2f} s (95 %)."
    )
    yield (
        f"- {users['news']['count']} pages ran anew for the new snapshot by themselves, all at "
        f"once and with nothing kept of it: half within {users['news']['p50']:.2f} s, 95 % within "
        f"{users['news']['p95']:.2f} s."
    )
    versions = ", ".join(f"{name} {host[name]}" for name in ("duckdb", "streamlit", "altair"))
    yield (
        f"- Measured on {host['cores']} cores and {host['memory_gib']} GiB, server and readers "
        f"beside each other, Python {host['python']}, {versions}."
    )


def _two(one: Mapping[str, float]) -> str:
    return f"{one['p50']:.2f}, {one['max']:.2f}"
