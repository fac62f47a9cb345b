"""How a run that looks for faults ends: each failure in a line, and 1 where there is any."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from rich.console import Console


def end_with(console: Console, failures: Sequence[str]) -> None:
    """Print the failures, whole, and end the process with 1 where there is one."""
    for one in failures:
        console.print(one, markup=False, soft_wrap=True)
    if failures:
        sys.exit(1)
