"""What dbt parsed, kept with the installation: a new workspace's first build need not parse anew.

dbt itself sees what has changed since and parses that alone; under other readings or on another
engine it parses all.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.engine import Engine

PROJECT = Path(__file__).parents[1]
KEPT = PROJECT / "target"
PARSED = "partial_parse.msgpack"


def options(
    target: Path, *, variables: Mapping[str, Any], engine: Engine = Engine.duckdb
) -> list[str]:
    """Give dbt's options: which project, under which readings, with what it wrote in `target`.

    Where nothing was parsed into `target` yet, what was parsed at set-up is gone on from.
    """
    goes_on = not (target / PARSED).exists() and (KEPT / PARSED).exists()
    return [
        f"--target={engine}",
        f"--vars={json.dumps(dict(variables))}",
        f"--project-dir={PROJECT}",
        f"--profiles-dir={PROJECT}",
        f"--target-path={target}",
        *([f"--partial-parse-file-path={KEPT / PARSED}"] if goes_on else []),
    ]


def main() -> None:
    """Parse the project from nothing, as builds by default do: `python -m pipeline.parsed`."""
    from dbt.cli.main import dbtRunner

    from pipeline.policy import Policy

    # Going on from an older parse, dbt loses the nodes of a unit test that moved to another file.
    (KEPT / PARSED).unlink(missing_ok=True)
    quiet = ["--quiet", "--log-level-file=none"]
    outcome = dbtRunner().invoke(["parse", *quiet, *options(KEPT, variables=Policy().variables)])
    if not outcome.success:
        raise SystemExit(f"dbt could not parse the project: {outcome.exception}")


if __name__ == "__main__":
    main()
