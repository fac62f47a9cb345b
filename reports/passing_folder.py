"""A folder for as long as somebody needs it."""

from __future__ import annotations

import shutil
import weakref
from pathlib import Path
from tempfile import mkdtemp


class PassingFolder:
    """A folder of the machine's own for temporary files, which nobody else may read.

    It is gone with the last who holds this.
    """

    def __init__(self) -> None:
        self.path = Path(mkdtemp(prefix="service-review-"))
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)
