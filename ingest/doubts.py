"""What looks wrong in the data as a whole, though every row of it could be used."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence

import duckdb

from ingest.ahead import slips
from ingest.contract import (
    AGREEMENTS,
    CUSTOMERS,
    ENTITIES,
    SLA_OVERRIDES,
    TICKETS,
    TOP_UPS,
    WITHDRAWN,
    Entity,
)
from ingest.row_places import row_place
from ingest.store import single
from ingest.superseded import in_force, key_hash

# From this share of a customer's tickets on, lying outside every agreement is worth a word.
MANY = 0.1
NAMED = 5
# No desk answers within less.
LEAST_TARGET_SECONDS = 60


def doubts(connection: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    """Say in sentences what of the data in force looks wrong, and the way out.

    Instants ahead of their own delivery's receipt; customers with tickets and without agreement;
    tickets outside the agreements' dates; one customer under names that differ by blanks, case or
    the composition of letters alone; targets, shares and top-ups that seem to be in another unit.
    """
    return (
        *_ahead(connection),
        *_without_agreement(connection),
        *_outside_agreements(connection),
        *_alike(connection),
        *_odd_amounts(connection),
    )


def taken_back_in_vain(
    connection: duckdb.DuckDBPyConnection, deliveries: Sequence[int]
) -> tuple[str, ...]:
    """Say which rows of some deliveries take back a key that no delivery ever brought."""
    found = (_taken_back_in_vain(connection, entity, deliveries) for entity in ENTITIES)
    return tuple(sentence for sentences in found for sentence in sentences)


def _taken_back_in_vain(
    connection: duckdb.DuckDBPyConnection, entity: Entity, deliveries: Sequence[int]
) -> Iterable[str]:
    in_question: dict[str, object] = {"deliveries": list(deliveries)}
    some = f"""
        select exists (
            select 1 from raw.{entity.name}
            where {WITHDRAWN.name} and delivery_id in (select unnest($deliveries))
        )
    """
    # The keys of all deliveries are read only where such a row is.
    if not single(connection, some, in_question):
        return
    key = ", ".join(f"cast(taking.{name} as varchar)" for name in entity.key)
    rows = connection.execute(
        f"""
        select deliveries.file_name, count(*), min(taking.row_number),
            arg_min([{key}], taking.row_number)
        from raw.{entity.name} as taking
        inner join raw.deliveries on taking.delivery_id = deliveries.delivery_id
        where taking.delivery_id in (select unnest($deliveries)) and taking.{WITHDRAWN.name}
            and {key_hash(entity, "taking")} not in (
                select {key_hash(entity)} from raw.{entity.name}
                where not coalesce({WITHDRAWN.name}, false)
            )
        group by deliveries.delivery_id, file_name order by deliveries.delivery_id
        """,
        in_question,
    ).fetchall()
    for file_name, count, row_number, values in rows:
        first = ", ".join(
            f"{name} {value}" for name, value in zip(entity.key, values, strict=True) if value
        )
        take = "takes back a key" if count == 1 else "take back keys"
        yield (
            f"{file_name}: {_counted(count, 'row')} {take} that no delivery brought, so nothing "
            f"changes; the first is row {row_place(row_number)}: {first}. Is the key spelt "
            "right?"
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
        f"{_counted(count, 'time')} lay in the future when {their} file came in: {named}{more}. "
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
            f"{_counted(len(found), 'customer')} with tickets {has} no agreement, so {their} "
            f"{_counted(tickets, 'ticket')} {_have(tickets)} no target: "
            f"{_named(name for name, _ in found)}. Deliver {their} agreements."
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
            f"{outside:,} of {_counted(tickets, 'ticket')} of {customer}, opened {opened}, "
            f"{'lies' if outside == 1 else 'lie'} outside the dates of its agreements and "
            f"{_have(outside)} no target. Are the dates of the agreements right, and day and month "
            "in their places?"
        )
    if len(found) > NAMED:
        yield f"The same holds for {_counted(len(found) - NAMED, 'more customer')}."


def _alike(connection: duckdb.DuckDBPyConnection) -> Iterable[str]:
    spellings: dict[str, set[str]] = defaultdict(set)
    rows = connection.execute(
        f"select customer_id, name from raw.customers where {in_force(CUSTOMERS)}"
    ).fetchall()
    for spelling in {one for row in rows for one in row}:
        spellings[_plain(spelling)].add(spelling)
    groups = sorted(sorted(several) for several in spellings.values() if len(several) > 1)
    for several in groups[:NAMED]:
        spelt = ", ".join(repr(one) for one in several)
        yield (
            f"One customer seems to stand under {_counted(len(several), 'name')}: {spelt}. Its "
            "figures are parted among them: give it one name at the source or in the mapping."
        )
    if len(groups) > NAMED:
        yield f"The same holds for {_counted(len(groups) - NAMED, 'more customer')}."


def _odd_amounts(connection: duckdb.DuckDBPyConnection) -> Iterable[str]:
    """Amounts that are allowed, and most likely meant in another unit."""
    targets = connection.execute(
        f"""
        select agreement_id, metric, priority, target_seconds from raw.sla_overrides
        where {in_force(SLA_OVERRIDES)} and target_seconds < {LEAST_TARGET_SECONDS}
        order by agreement_id, metric, priority
        """
    ).fetchall()
    if targets:
        agreement, metric, priority, seconds = targets[0]
        yield (
            f"{_counted(len(targets), 'target')} of sla_overrides {_are(len(targets))} shorter "
            f"than a minute, such as that of {agreement} for the {metric} of {priority}: "
            f"{_counted(seconds, 'second')}. The column target_seconds counts seconds: are minutes "
            "or hours meant?"
        )
    reversed_terms = connection.execute(
        f"""
        select agreement_id from raw.agreements
        where {in_force(AGREEMENTS)} and ends_on < starts_on order by agreement_id
        """
    ).fetchall()
    if reversed_terms:
        ends = "ends before it begins" if len(reversed_terms) == 1 else "end before they begin"
        yield (
            f"{_counted(len(reversed_terms), 'agreement')} {ends}: "
            f"{_named(agreement for (agreement,) in reversed_terms)}. Are starts_on and ends_on "
            "swapped?"
        )
    shares = connection.execute(
        f"""
        select agreement_id, availability_target_pct from raw.agreements
        where {in_force(AGREEMENTS)} and availability_target_pct <= 1 order by agreement_id
        """
    ).fetchall()
    if shares:
        agreement, share = shares[0]
        promises = "promises" if len(shares) == 1 else "promise"
        yield (
            f"{_counted(len(shares), 'agreement')} {promises} an availability of 1 % or less, such "
            f"as {agreement}: {share:g} %. The column availability_target_pct holds per cent: "
            "write 99.5 for 99.5 %, not 0.995."
        )
    empty = connection.execute(
        f"""
        select top_up_id from raw.top_ups where {in_force(TOP_UPS)} and units = 0 order by top_up_id
        """
    ).fetchall()
    if empty:
        brings = "brings" if len(empty) == 1 else "bring"
        yield (
            f"{_counted(len(empty), 'top-up')} {brings} 0 units: "
            f"{_named(top_up for (top_up,) in empty)}. Is the number missing?"
        )


def _plain(name: str) -> str:
    """Write a name without what people do not see: blanks, case, how letters are composed."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _named(names: Iterable[str]) -> str:
    every = list(names)
    more = f" and {len(every) - NAMED:,} more" if len(every) > NAMED else ""
    return ", ".join(every[:NAMED]) + more


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _have(count: int) -> str:
    return "has" if count == 1 else "have"


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
