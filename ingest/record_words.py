"""What people call the records that come in, counted: `1 agreement`, `2 tickets`."""

from __future__ import annotations

from collections.abc import Sequence

NOUNS = {
    "sla_overrides": "target of its own",
    "top_ups": "top-up",
    "catalogue": "catalogue item",
    "source_verdicts": "verdict of the source",
    "exit_events": "exit step",
}
PLURALS = {
    "target of its own": "targets of their own",
    "verdict of the source": "verdicts of the source",
}


def noun(entity: str) -> str:
    """Name one record of an entity."""
    return NOUNS.get(entity, entity.removesuffix("s").replace("_", " "))


def counted_records(count: int, entity: str) -> str:
    """`1 ticket`, `2 tickets`."""
    one = noun(entity)
    return f"{count:,} {one}" if count == 1 else f"{count:,} {PLURALS.get(one, f'{one}s')}"


def listed(parts: Sequence[str]) -> str:
    """`a, b and c`."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
