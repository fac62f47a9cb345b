"""The machine that a benchmark ran on."""

from __future__ import annotations

import os
import platform
from importlib import metadata
from typing import Any


def machine(*packages: str) -> dict[str, Any]:
    """Its cores, memory and system, with the versions of Python and of the packages."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(memory / 2**30),
        "system": platform.system(),
        "python": platform.python_version(),
        **{name: metadata.version(name) for name in packages},
    }
