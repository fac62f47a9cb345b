"""The readings: every choice that the rules leave open, by name, in the workspace's `policy.yml`.

A reading that is not said has its default. What the snapshot was built with stands in its mart
`readings`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError, field_validator

from ingest.contract import EXCLUSIONS
from ingest.form_words import fault_message
from pipeline.spans import span_or_days, terms

HOURS = re.compile(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d")
NONE = "none"
# Those that bear on clocks.
CARRIED_OUT = (
    "business_day",
    "response_rests",
    "requests_rest",
    "reopening",
    "phone_rule",
    "reclassified",
    "exclusions",
)
# Those that bear on quotas, and those on changes and availability; the others are recorded for the
# marts that will need them.
OF_QUOTAS = ("request_consumed", "last_year_quota", "exit_request", "top_up_covers_overage")
OF_CHANGES = ("customer_review", "maintenance_downtime", "emergency_maintenance")


def _excludes(reason: str) -> str:
    if reason not in EXCLUSIONS:
        raise ValueError(f"{reason!r} is none of {', '.join(EXCLUSIONS)}")
    return reason


Exclusion = Annotated[str, AfterValidator(_excludes)]
UpdateSpan = Annotated[str, AfterValidator(span_or_days)]


@dataclass(frozen=True)
class Reading:
    """What a reading is about: the rule whose choice it is, and what its values mean."""

    rule_id: str
    meaning: str


class Strict(BaseModel):
    """A key that is not known is an error, not a wish."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class UpdateSpans(Strict):
    """How long a customer may wait for news of an open incident, by priority (INC-1)."""

    P1: UpdateSpan = "4h"
    P2: UpdateSpan = "1 business day"


class Policy(Strict):
    """Every reading with its default."""

    business_day: Annotated[
        str,
        Reading(
            "CAL-1",
            "agreement: each agreement's own hours; or hours that stand for all, such as "
            "08:00-16:00.",
        ),
    ] = "agreement"
    response_rests: Annotated[
        Literal["no", "yes"],
        Reading(
            "CLK-2",
            "no: a question to the customer is a response; yes: it is none, and the response clock "
            "rests in it.",
        ),
    ] = "no"
    requests_rest: Annotated[
        Literal["yes", "no"],
        Reading("CLK-3", "Whether a service request rests while the customer is awaited."),
    ] = "yes"
    reopening: Annotated[
        Literal["resume", "elapse"],
        Reading(
            "CLK-4",
            "resume: after a reopening the clock goes on from where it stood; elapse: the time in "
            "between counts.",
        ),
    ] = "resume"
    phone_rule: Annotated[
        Literal["flag", "exclude"],
        Reading(
            "PRI-4",
            "A P1 or P2 incident that was not logged by phone: flag: it counts, with a finding; "
            "exclude: it does not count.",
        ),
    ] = "flag"
    reclassified: Annotated[
        Literal["at_stop", "at_opening", "restarts"],
        Reading(
            "PRI-3",
            "Judged by the priority: at_stop: in force when the clock stops; at_opening: first "
            "recorded; restarts: at the stop, counted from its last change on.",
        ),
    ] = "at_stop"
    exclusions: Annotated[
        tuple[Exclusion, ...],
        Reading("CLK-9", "The reasons for which restoration is not owed; [] for none of them."),
    ] = EXCLUSIONS
    update_spans: Annotated[
        UpdateSpans,
        Reading("INC-1", "How long an open incident's customer may wait for news, by priority."),
    ] = UpdateSpans()
    request_consumed: Annotated[
        Literal["opened", "restored"],
        Reading("QUO-3", "The day on which a service request consumes its quota."),
    ] = "opened"
    last_year_quota: Annotated[
        Literal["whole", "prorated"],
        Reading("QUO-1", "The quota of a contract year that the agreement's end cuts short."),
    ] = "whole"
    exit_request: Annotated[
        Literal["consumes nothing", "consumes"],
        Reading("QUO-3", "Whether the request that an exit names consumes quota."),
    ] = "consumes nothing"
    top_up_covers_overage: Annotated[
        Literal["yes", "no"],
        Reading("QUO-4", "Whether a top-up covers what was used beyond the quota before it."),
    ] = "yes"
    customer_review: Annotated[
        Literal["required", "shown"],
        Reading("CHG-3", "The review on Test of a change that the customer asked for."),
    ] = "required"
    notice: Annotated[
        Literal["whole_days_between"],
        Reading("CHG-6", "How the business days of a notice are counted."),
    ] = "whole_days_between"
    maintenance_downtime: Annotated[
        Literal["excluded", "counts"],
        Reading("AVA-1", "Downtime inside the window of maintenance that kept its rules."),
    ] = "excluded"
    emergency_maintenance: Annotated[
        Literal["counts", "excluded"],
        Reading("AVA-1", "Downtime during emergency maintenance."),
    ] = "counts"
    exit_order: Annotated[
        Literal["process"],
        Reading("EXI-4", "The order in which the steps of an exit come."),
    ] = "process"

    @field_validator("business_day")
    @classmethod
    def _hours(cls, value: str) -> str:
        if value != "agreement" and not HOURS.fullmatch(value):
            raise ValueError(f"{value!r} is neither agreement nor hours such as 08:00-16:00")
        return value

    @field_validator("exclusions")
    @classmethod
    def _in_the_order_of_the_rule(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(reason for reason in EXCLUSIONS if reason in value)

    @property
    def hours(self) -> tuple[str, str] | None:
        """The hours that stand for every agreement's, where some do (CAL-1)."""
        if self.business_day == "agreement":
            return None
        opens_at, _, closes_at = self.business_day.partition("-")
        return opens_at, closes_at

    @property
    def variables(self) -> dict[str, Any]:
        """What the models are told."""
        spans = self.update_spans.model_dump()
        return {
            **self.model_dump(mode="json", include={*CARRIED_OUT, *OF_QUOTAS, *OF_CHANGES}),
            "update_spans": {priority: terms(text) for priority, text in spans.items()},
        }

    @property
    def values(self) -> dict[str, str]:
        """Each reading by name, as text."""
        return {name: _text(value) for name, value in self.model_dump(mode="json").items()}

    def changed(self, settings: Mapping[str, str]) -> Policy:
        """The same with some readings set to other values, given as text.

        Raises ValueError that names the reading and what it can be.
        """
        given = {name: _parsed(name, text) for name, text in settings.items()}
        try:
            return Policy.model_validate({**self.model_dump(mode="json"), **given})
        except ValidationError as error:
            fault = error.errors()[0]
            key = ".".join(map(str, fault["loc"]))
            raise ValueError(f"{key}: {fault_message(fault, Policy)}.") from None


def readings() -> dict[str, Reading]:
    """What each reading is about, by name."""
    return {
        name: next(one for one in field.metadata if isinstance(one, Reading))
        for name, field in Policy.model_fields.items()
    }


def _text(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {part}" for key, part in value.items())
    return (", ".join(value) or NONE) if isinstance(value, list) else str(value)


def _parsed(name: str, text: str) -> object:
    """A reading's value from the text in which it is shown."""
    field = Policy.model_fields.get(name)
    if field is not None and isinstance(field.default, tuple):
        parts = [part.strip() for part in text.strip("[]").split(",")]
        return [part for part in parts if part not in {"", NONE}]
    if field is not None and isinstance(field.default, BaseModel):
        try:
            flow = "{" + text.strip("{}") + "}"
            return yaml.load(flow, Loader=yaml.BaseLoader)  # noqa: S506  # builds only text
        except yaml.YAMLError:
            return text
    return text
