"""By which names the dashboard may be reached, and whether that is from this machine alone."""

from __future__ import annotations

from collections.abc import Mapping

VARIABLE = "SERVICE_REVIEW_HOSTS"
OF_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


def hosts_of(environment: Mapping[str, str]) -> tuple[str, ...]:
    """The names by which the dashboard may be reached: those of this machine, and those given."""
    return (*OF_THIS_MACHINE, *_given(environment))


def is_of_this_machine_alone(environment: Mapping[str, str], address: str | None) -> bool:
    """Whether nobody else reaches it: no name was given, and the server listens on the loopback.

    `address` is the one that the server is bound to; without one it listens on all.
    """
    return not _given(environment) and address in OF_THIS_MACHINE


def _given(environment: Mapping[str, str]) -> tuple[str, ...]:
    given = environment.get(VARIABLE, "").replace(",", " ").split()
    return tuple(name.lower() for name in given)
