"""The workspace's `policy.yml` is read and checked, and made with every default explained."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import Literal, get_args, get_origin

import yaml

from ingest.errors import RefusedError
from ingest.yaml_file import checked
from pipeline.policy import Policy, readings

WIDTH = 100
HEAD = """\
# The readings of this installation: each choice that the rules leave open, with its default.
# A line that is left out has its default. After a change, `service-review build` computes by it;
# `service-review what-if --set NAME=VALUE` shows before that what it would change.
"""


def load_policy(path: Path) -> Policy:
    """The readings of a policy file; the defaults where there is none.

    Raises RefusedError that names the key and the line of whatever is wrong.
    """
    if not path.exists():
        return Policy()
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RefusedError(
            path.name,
            f"cannot be read ({error}).",
            way_out=f"Mend {path}, or move it away: without it the defaults hold.",
        ) from None
    return checked(text, Policy, name=path.name)


def default_file() -> str:
    """The text of a policy file that says every default, with what it means."""
    content = Policy().model_dump(mode="json")
    parts = [HEAD]
    for name, reading in readings().items():
        said = f"{reading.rule_id}. {reading.meaning}{_choices(name)}"
        comment = textwrap.fill(said, WIDTH, initial_indent="# ", subsequent_indent="# ")
        setting = yaml.safe_dump({name: content[name]}, sort_keys=False)
        parts.append(f"{comment}\n{_unquoted(setting)}")
    return "\n".join(parts)


def _choices(name: str) -> str:
    """The words to choose from, where the reading has a list of them."""
    kind = Policy.model_fields[name].annotation
    return f" ({' | '.join(get_args(kind))})" if get_origin(kind) is Literal else ""


def _unquoted(setting: str) -> str:
    """Words that YAML would take for flags need no quotes here: every value is text."""
    return re.sub(r"'(yes|no)'", r"\1", setting)
