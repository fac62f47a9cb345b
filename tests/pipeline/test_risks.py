"""The chance of a miss, reckoned again from the clocks alone, one clock at a time."""

from __future__ import annotations

from collections import defaultdict

import pytest

from pipeline.workspace import Workspace
from reports.snapshot import Snapshot, current

SORT = ("metric", "kind", "priority")
PORTFOLIO_CLOCKS = 20

# Who is learnt from: what ended, within or past its target, and what is still open.
LEARNT_FROM = """
select customer_id, metric, kind, priority, outcome, elapsed_seconds, target_seconds
from sla_clocks
where
    target_seconds > 0
    and (excluded_reason is null or excluded_reason = 'cancelled' and metric = 'restoration')
"""
NEVER_RESTED = """
select clock_risks.*
from clock_risks
inner join sla_clocks using (ticket_id, metric)
where sla_clocks.outcome = 'running' and sla_clocks.paused_seconds = 0
order by ticket_id, metric
limit 60
"""


@pytest.fixture(scope="module")
def snapshot(demo_workspace: Workspace) -> Snapshot:
    found = current(demo_workspace.published)
    assert found is not None
    return found


def test_a_clock_that_never_rested_has_the_chance_that_others_tell(snapshot: Snapshot) -> None:
    seen = defaultdict(list)
    for clock in snapshot.frame(LEARNT_FROM).iter_rows(named=True):
        seen[tuple(clock[name] for name in SORT)].append(_watched(clock))
    risks = snapshot.frame(NEVER_RESTED).to_dicts()

    assert len(risks) > 20
    for risk in risks:
        expected = _chance(risk, seen[tuple(risk[name] for name in SORT)])
        assert risk["chance_of_miss"] == pytest.approx(expected, rel=1e-9)


def test_the_older_of_two_like_clocks_is_the_likelier_to_miss(snapshot: Snapshot) -> None:
    pairs = snapshot.frame(
        """
        select younger.chance_of_miss as earlier, older.chance_of_miss as later
        from clock_risks as younger
        inner join clock_risks as older
            on younger.customer_id = older.customer_id
            and younger.metric = older.metric
            and younger.kind = older.kind
            and younger.priority = older.priority
            and younger.outcome = 'paused'
            and older.outcome = 'paused'
            and younger.elapsed_seconds * older.target_seconds
            < older.elapsed_seconds * younger.target_seconds
        """
    )

    assert len(pairs) > 10
    assert (pairs["earlier"] <= pairs["later"]).all()


def _watched(clock: dict[str, object]) -> tuple[object, int, str]:
    """Whose it is, the last fiftieth of its target that it was seen in, and how that ended."""
    elapsed, target = int(str(clock["elapsed_seconds"])), int(str(clock["target_seconds"]))
    if clock["outcome"] in {"running", "paused"}:
        return clock["customer_id"], min(50 * elapsed // target, 49), "cut_off"
    if elapsed > target:
        return clock["customer_id"], 50, "past"
    return clock["customer_id"], min(50 * elapsed // target, 49), "ended"


def _chance(risk: dict[str, object], seen: list[tuple[object, int, str]]) -> float:
    elapsed, target = int(str(risk["elapsed_seconds"])), int(str(risk["target_seconds"]))
    now = 50 * elapsed // target
    chance = 1.0
    for fiftieth in range(now, 50):
        ended, at_risk = _tally(seen, fiftieth)
        own = [one for one in seen if one[0] == risk["customer_id"]]
        own_ended, own_at_risk = _tally(own, fiftieth)
        portfolio = ended / at_risk if at_risk else 0.0
        end = (own_ended + PORTFOLIO_CLOCKS * portfolio) / (own_at_risk + PORTFOLIO_CLOCKS)
        left = now + 1 - 50 * elapsed / target if fiftieth == now else 1.0
        chance *= (1 - min(end, 0.9999)) ** left
    return chance


def _tally(seen: list[tuple[object, int, str]], fiftieth: int) -> tuple[int, float]:
    """How many ended in a fiftieth, of how many that came as far."""
    here = [fate for _, last, fate in seen if last == fiftieth]
    beyond = sum(last > fiftieth for _, last, _ in seen)
    return here.count("ended"), beyond + len(here) - here.count("cut_off") / 2
