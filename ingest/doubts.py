"""What looks wrong in the data as a whole, though every row of it could be used."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable

import duckdb

from ingest.agreement_doubts import agreement_doubts
from ingest.ahead import slips
from ingest.contract import AGREEMENTS, CUSTOMERS, TICKETS
from ingest.named import counted, first_of
from ingest.row_places import row_place
from ingest.superseded import in_force

# From this share of a customer's tickets on, lying outside every agreement is worth a word.
MANY = 0.1
NAMED = 5


def doubts(connection: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    """Say in sentences what of the data in force looks wrong, and the way out.

    Instants ahead of their own delivery's receipt; customers with tickets and without agreement;
    tickets outside the agreements' dates; one customer under several ids, by names that differ by
    blanks, case or the composition of letters at most; and odd terms of agreements.
    """
    return (
        *_ahead(connection),
        *_without_agreement(connection),
        *_outside_agreements(connection),
        *_alike(connection),
        *agreement_doubts(connection),
    )


def _ahead(connection: duckdb.DuckDBPyConnection) -> Iterable[str]:
    count, first = slips(connection, most=NAMED)
    if not count:
        return
    named = "; ".join(
        f"{one.file_name}, row {row_place(one.row_number)}, {one.column_name} "
        f"{one.value:%Y-%m-%d %H:%M:%S} UTC (received {one.received_at:%Y-%m-%d %H:%M})"
        for one in first
    )
    more = f"; and {count - len(first):,} more" if count > len(first) else ""
    their = "its" if count == 1 else "their"
    yield (
        f"{counted(count, 'time')} lay in the future when {their} file came in: {named}{more}. "
        "Correct the year, or the time zone, at the source or in the mapping: what lies in the "
        "future is not in the figures."
    )


def _without_agreement(connection: duckdb.DuckDBPyConnection) -> Iterable[str]:
    found = connection.execute(
        f"""
        select customer_id, count(*) from raw.tickets
        where {in_force(TICKETS)} and customer_id not in (
            select customer_id from raw.agreements where {in_force(AGREEMENTS)}
        )
        group by customer_id order by count(*) desc, customer_id
        """
    ).fetchall()
    if found:
        tickets = sum(count for _, count in found)
        has, their = ("has", "its") if len(found) == 1 else ("have", "their")
        yield (
            f"{counted(len(found), 'customer')} with tickets {has} no agreement, so {their} "
            f"{counted(tickets, 'ticket')} {_have(tickets)} no target: "
            f"{first_of([name for name, _ in found], NAMED)}. Deliver {their} agreements."
        )


def _outside_agreements(connection: duckdb.DuckDBPyConnection) -> Iterable[str]:
    """A day either side is left to the customer's zone."""
    found = connection.execute(
        f"""
        with
            agreements as (
                select customer_id, starts_on - 1 as starts_on,
                    least(ends_on, coalesce(terminated_on, ends_on)) + 1 as ends_on
                from raw.agreements where {in_force(AGREEMENTS)}
            ),
            tickets as (
                select ticket_id, customer_id, cast(opened_at as date) as opened_on
                from raw.tickets
                where {in_force(TICKETS)}
                    and customer_id in (select customer_id from agreements)
            ),
            covered as (
                select tickets.ticket_id from tickets
                inner join agreements
                    on tickets.customer_id = agreements.customer_id
                    and tickets.opened_on between agreements.starts_on and agreements.ends_on
            )
        select customer_id, count(*) filter (ticket_id not in (select ticket_id from covered))
            as outside, count(*) as tickets,
            min(opened_on) filter (ticket_id not in (select ticket_id from covered)),
            max(opened_on) filter (ticket_id not in (select ticket_id from covered))
        from tickets group by customer_id
        having outside >= $many * tickets and outside > 0
        order by outside desc, customer_id
        """,
        {"many": MANY},
    ).fetchall()
    for customer, outside, tickets, first, last in found[:NAMED]:
        opened = f"on {first}" if first == last else f"from {first} to {last}"
        yield (
            f"{outside:,} of {counted(tickets, 'ticket')} of {customer}, opened {opened}, "
            f"{'lies' if outside == 1 else 'lie'} outside the dates of its agreements and "
            f"{_have(outside)} no target. Are the dates of the agreements right, and day and month "
            "in their places?"
        )
    if len(found) > NAMED:
        yield f"The same holds for {counted(len(found) - NAMED, 'more customer')}."


def _alike(connection: duckdb.DuckDBPyConnection) -> Iterable[str]:
    """Customers of whom one has the id or the name of another, but for blanks, case and marks."""
    alike: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for customer in connection.execute(
        f"select customer_id, name from raw.customers where {in_force(CUSTOMERS)}"
    ).fetchall():
        for spelling in customer:
            alike[_plain(spelling)].add(customer)
    groups = sorted(tuple(sorted(one)) for one in _joined(alike.values()) if len(one) > 1)
    for several in groups[:NAMED]:
        named = [repr(one) if one == name else f"{one!r} (named {name!r})" for one, name in several]
        yield (
            f"One customer seems to stand under {counted(len(several), 'customer_id')}: "
            f"{first_of(named, NAMED)}. Its figures are parted among them: use one customer_id, at "
            "the source or in the mapping."
        )
    if len(groups) > NAMED:
        yield f"The same holds for {counted(len(groups) - NAMED, 'more customer')}."


def _joined(groups: Iterable[set[tuple[str, str]]]) -> Iterable[set[tuple[str, str]]]:
    """Join groups that share a member: one by the name and one by the id are of one customer."""
    joined: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for group in groups:
        whole = group.union(*(joined.get(one, ()) for one in group))
        joined |= dict.fromkeys(whole, whole)
    return {id(one): one for one in joined.values()}.values()


def _plain(name: str) -> str:
    """Write a name without what people do not see: blanks, case, how letters are composed."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _have(count: int) -> str:
    return "has" if count == 1 else "have"
