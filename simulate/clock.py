"""A clock: what it is measured from, and its row in the truth."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from simulate.judgement import Judgement
from simulate.places import Place


@dataclass(frozen=True)
class Clock:
    """One clock as it truly is, by the names of the mart `sla_clocks`; instants since 1970.

    What cannot be measured without an agreement is None (AGR-1).
    """

    metric: str
    kind: str
    environment: str
    recorded_priority: str
    priority: str
    calendar: str | None
    target_seconds: int | None
    started_at: int
    stopped_at: int | None
    elapsed_seconds: int | None
    paused_seconds: int | None
    remaining_seconds: int | None
    due_at: int | None
    outcome: str
    excluded_reason: str | None
    month: date | None
    reopenings: int
    agreement_id: str | None
    time_zone: str | None


@dataclass(frozen=True)
class Run:
    """A stretch of a clock up to `as_of`, with its seconds."""

    start: int
    end: int
    seconds: int


@dataclass(frozen=True)
class Measure:
    """What a verdict is made from: the runs, the seconds at rest, the stop, the exclusion."""

    metric: str
    judgement: Judgement
    runs: tuple[Run, ...]
    paused_seconds: int
    stop: Place | None
    excluded_reason: str | None
    is_resting: bool

    @property
    def elapsed_seconds(self) -> int:
        """The calendar's seconds inside the running stretches (CLK-5)."""
        return sum(run.seconds for run in self.runs)

    @property
    def outcome(self) -> str:
        """The verdict (CLK-7)."""
        if self.excluded_reason is not None:
            return "excluded"
        if self.elapsed_seconds > self.judgement.target_seconds:
            return "breached"
        if self.stop is not None:
            return "met"
        return "paused" if self.is_resting else "running"

    def due_at(self, as_of: int) -> int | None:
        """The first instant at which the clock reaches its target (CLK-6).

        Short of it, the clock is thought to run on from its stop or from `as_of`; one that rests
        there has none.
        """
        hours, left = self.judgement.hours, self.judgement.target_seconds
        for run in self.runs:
            if run.seconds >= left:
                return hours.after(run.start, left)
            left -= run.seconds
        if self.stop is None and self.is_resting:
            return None
        return hours.after(self.stop.at if self.stop else as_of, left)
