"""A proposed mapping as YAML to be read: what was recognised, by what, and what is still open."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.proposals.draft import Draft
from ingest.proposals.look import Look
from ingest.proposals.parts_text import parts_of, places
from ingest.proposals.questions import Answers
from ingest.proposals.source_text import source_of
from ingest.yaml_text import remark, scalar

RULE = "-" * 46


def written(name: str, looks: Sequence[Look], given: Answers) -> str:
    """Write the mapping that reads files as they look, with what was answered.

    What nobody answered and no dictionary knows is a question mark, which every use refuses.
    """
    marks = [""] if len(looks) == 1 else [f"_{place}" for place in range(1, len(looks) + 1)]
    drafts = [Draft(look, given, mark) for look, mark in zip(looks, marks, strict=True)]
    files = ", ".join(path.name for look in looks for path in look.paths)
    lines = [
        *remark(
            f"Proposed by `service-review mapping init` from {files}. Names and values led to what "
            "stands here; whether it is right, a person has to say. docs/mappings.md tells what "
            "every key means."
        ),
        f"name: {scalar(name)}",
        "description: >",
        *(f"  {line.lstrip('# ')}" for line in remark(_described(looks))),
        "",
        "parts:",
        f"  # Lines to change: what differs between installations {RULE}",
        *places(drafts, given),
        *(line for draft in drafts for line in parts_of(draft)),
        f"  # {'-' * 99}",
        "",
        "sources:",
        *(line for draft in drafts for line in source_of(draft)),
    ]
    return "\n".join(lines) + "\n"


def _described(looks: Sequence[Look]) -> str:
    rows = sum(len(look.rows) for look in looks)
    cut = "at least " if any(look.is_cut for look in looks) else ""
    return f"One row per ticket; proposed from {cut}{rows:,} rows."
