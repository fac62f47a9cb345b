"""Customers: who there is, how much they ask for, and how well they are served."""

from __future__ import annotations

from dataclasses import dataclass

from simulate.agreements import Agreement, Party, agreements_of
from simulate.chance import Chance
from simulate.homes import home
from simulate.parameters import Parameters

# The stories that every portfolio of enough customers tells, one customer each, in this order.
ROLES = (
    "steady",
    "moves",
    "left",
    "before_go_live",
    "override",
    "own_days",
    "no_quota",
    "gap",
    "overnight",
    "troubled",
    "leaving",
    "goes_live",
    "troubled_lately",
    "new_hours",
    "open_all_night",
    "leap_day",
)
MANAGERS = ("maren.holt", "david.okafor", "ines.carvalho", "tomasz.wolny", "priya.raman",
            "grace.whitfield")  # fmt: skip


@dataclass(frozen=True)
class Customer:
    """A customer: its agreements in order, how much it asks for, and how well it is served."""

    index: int
    customer_id: str
    name: str
    csm_email: str
    role: str
    agreements: tuple[Agreement, ...]
    tickets_a_month: float
    growth: float
    share_met: float
    share_met_lately: float

    @property
    def slug(self) -> str:
        """A short name for identifiers."""
        letters = self.name.lower().split()[0].encode("ascii", "ignore").decode()
        return f"{letters}{self.index + 1}"


def customers_of(parameters: Parameters) -> tuple[Customer, ...]:
    """All customers of a portfolio."""
    return tuple(_customer(index, parameters) for index in range(parameters.customers))


def _customer(index: int, parameters: Parameters) -> Customer:
    chance = Chance(parameters.seed, index, 1)
    role = ROLES[index] if index < len(ROLES) else "usual"
    where = home(index, chance)
    share = chance.share()
    tickets = 12 + 34 * share * share
    miss = chance.number(0.1, 0.36)
    met = 1 - miss * miss
    served = {"troubled": (0.80, 0.78), "troubled_lately": (0.96, 0.70)}.get(role, (met, met))
    customer_id = f"CUST-{index + 1:04}"
    return Customer(
        index=index,
        customer_id=customer_id,
        name=where.name,
        csm_email=f"{MANAGERS[index % len(MANAGERS)]}@csm.example",
        role=role,
        agreements=agreements_of(Party(customer_id, role, where, tickets), parameters, chance),
        tickets_a_month=tickets,
        growth=chance.number(-0.35, 0.7),
        share_met=served[0],
        share_met_lately=served[1],
    )
