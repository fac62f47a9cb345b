"""The true outcome of every clock, from the seconds that were planned.

Only a life that the portfolio's end cuts off is counted instead: what was planned for later does
not exist yet (and a turn still to come does not judge).
"""

from __future__ import annotations

from simulate.business_time import Hours, local_month
from simulate.clock import Clock, Measure, Run
from simulate.facts import exclusion, in_force, is_cancelled, reopenings, restoration_stop
from simulate.judgement import METRICS, RESPONSE, RESTORATION, Judgement, judge, judged_priority
from simulate.lives import Life
from simulate.places import Place, Stretch


def clocks(life: Life, *, as_of: int) -> tuple[Clock, ...]:
    """The clocks of a ticket: none where the ticket is judged a problem (CLK-10)."""
    found = (_clock(life, metric, as_of) for metric in METRICS)
    return tuple(clock for clock in found if clock is not None)


def _clock(life: Life, metric: str, as_of: int) -> Clock | None:
    opening = life.plan.opening
    stop = life.response if metric == RESPONSE else restoration_stop(life)
    kind = in_force(life, "kind", opening.kind, stop)
    priority = in_force(life, "priority", opening.priority, stop)
    if kind == "problem":
        return None
    if not opening.is_under_agreement:
        return _without_agreement(life, metric, kind, priority, stop)
    judgement = judge(
        opening.terms,
        metric,
        opened_at=opening.opened_at,
        kind=kind,
        environment=opening.environment,
        priority=priority,
    )
    measure = _response if metric == RESPONSE else _restoration
    return _decided(life, measure(life, judgement, stop, as_of), as_of)


def _response(life: Life, judgement: Judgement, stop: Place | None, as_of: int) -> Measure:
    """The response clock runs without a pause from the opening (CLK-2)."""
    start = life.plan.opening.opened_at
    end = stop.at if stop else as_of
    seconds = _planned_response(life, judgement.hours)
    if seconds is None:
        seconds = judgement.hours.between(start, end)
    reason = "cancelled" if is_cancelled(life) else None
    return Measure(RESPONSE, judgement, (Run(start, end, seconds),), 0, stop, reason, False)


def _planned_response(life: Life, hours: Hours) -> int | None:
    """The planned seconds of the response, where it is judged by the hours it was planned in.

    Where the end of the first stretch was the response, they are those of that stretch.
    """
    if life.response_seconds is not None:
        return life.response_seconds if hours is life.plan.response.hours else None
    ends_first = len(life.stretches) > 1 and life.stretches[1].began == life.response
    return life.stretches[0].seconds if ends_first and _as_planned(life, hours) else None


def _as_planned(life: Life, hours: Hours) -> bool:
    return hours is life.plan.restoration.hours


def _restoration(life: Life, judgement: Judgement, stop: Place | None, as_of: int) -> Measure:
    """The restoration clock runs, rests and stands as the statuses say (CLK-3)."""
    placed = {
        state: tuple(
            _cut(life, stretch, judgement.hours, as_of)
            for stretch in life.stretches
            if stretch.state == state
        )
        for state in ("running", "resting")
    }
    return Measure(
        metric=RESTORATION,
        judgement=judgement,
        runs=placed["running"],
        paused_seconds=sum(rest.seconds for rest in placed["resting"]),
        stop=stop,
        excluded_reason="cancelled" if is_cancelled(life) else exclusion(life),
        is_resting=life.stretches[-1].state == "resting",
    )


def _cut(life: Life, stretch: Stretch, hours: Hours, as_of: int) -> Run:
    """A stretch up to `as_of`: its planned seconds where it is whole and judged as planned."""
    start = stretch.began.at
    end = min(as_of if stretch.ended_at is None else stretch.ended_at, as_of)
    whole = end == stretch.ended_at and _as_planned(life, hours)
    return Run(start, end, stretch.seconds if whole else hours.between(start, end))


def _decided(life: Life, measure: Measure, as_of: int) -> Clock:
    """The clock with its verdict, its due instant and its month (CLK-5 to CLK-8)."""
    judgement, outcome = measure.judgement, measure.outcome
    agreement = life.plan.opening.terms.agreement
    opened_at = life.plan.opening.opened_at
    stopped_at = measure.stop.at if measure.stop else None
    due_at = None if outcome == "excluded" else measure.due_at(as_of)
    decided_at = {"met": stopped_at, "breached": due_at, "excluded": opened_at}.get(outcome)
    return Clock(
        metric=measure.metric,
        kind=judgement.kind,
        environment=judgement.environment,
        recorded_priority=judgement.recorded_priority,
        priority=judgement.priority,
        calendar=judgement.calendar,
        target_seconds=judgement.target_seconds,
        started_at=opened_at,
        stopped_at=stopped_at,
        elapsed_seconds=measure.elapsed_seconds,
        paused_seconds=measure.paused_seconds,
        remaining_seconds=judgement.target_seconds - measure.elapsed_seconds,
        due_at=due_at,
        outcome=outcome,
        excluded_reason=measure.excluded_reason,
        month=None if decided_at is None else local_month(decided_at, agreement.time_zone),
        reopenings=reopenings(life),
        agreement_id=agreement.agreement_id,
        time_zone=agreement.time_zone,
    )


def _without_agreement(
    life: Life, metric: str, kind: str, priority: str, stop: Place | None
) -> Clock:
    """Nothing can be measured without an agreement (AGR-1)."""
    environment = life.plan.opening.environment
    return Clock(
        metric=metric,
        kind=kind,
        environment=environment,
        recorded_priority=priority,
        priority=judged_priority(kind, environment, priority),
        calendar=None,
        target_seconds=None,
        started_at=life.plan.opening.opened_at,
        stopped_at=stop.at if stop else None,
        elapsed_seconds=None,
        paused_seconds=None,
        remaining_seconds=None,
        due_at=None,
        outcome="excluded",
        excluded_reason="no_agreement",
        month=None,
        reopenings=reopenings(life),
        agreement_id=None,
        time_zone=None,
    )
