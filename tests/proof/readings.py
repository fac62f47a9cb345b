"""How the rules are read where they leave a choice: those choices that bear on clocks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

EXCLUSIONS = (
    "third_party_product",
    "not_our_cloud",
    "customer_caused",
    "updates_not_authorised",
    "not_used_as_specified",
    "contact_untrained",
    "information_missing",
)

# (metric, priority) to (seconds, calendar): CSS 4.4.4.
Targets = Mapping[tuple[str, str], tuple[int, str]]
HANDBOOK: Targets = MappingProxyType(
    {
        ("response", "P1"): (3_600, "24x7"),
        ("response", "P2"): (7_200, "business"),
        ("response", "P3"): (14_400, "business"),
        ("response", "P4"): (28_800, "business"),
        ("restoration", "P1"): (28_800, "24x7"),
        ("restoration", "P2"): (43_200, "business"),
        ("restoration", "P3"): (172_800, "business"),
        ("restoration", "P4"): (172_800, "business"),
    }
)


@dataclass(frozen=True)
class Readings:
    """Each by its name and default; `targets` stand in place of the handbook's own.

    `business_day` is `agreement` or fixed hours such as `08:00-16:00` (CAL-1). `restarts`: the
    clock begins anew at the last change of the priority it is judged by (PRI-3). `elapse`: the time
    between a stop that was taken back and the reopening counts (CLK-4).
    """

    business_day: str = "agreement"
    response_rests: bool = False
    requests_rest: bool = True
    reopening: Literal["resume", "elapse"] = "resume"
    phone_rule: Literal["flag", "exclude"] = "flag"
    reclassified: Literal["at_stop", "at_opening", "restarts"] = "at_stop"
    exclusions: frozenset[str] = frozenset(EXCLUSIONS)
    targets: Targets = field(default_factory=dict)


DEFAULT = Readings()
