"""Spark in its place: the extra `spark` and Java.

Where one is missing the tests are skipped, and fail with CI_SPARK_REQUIRED=1.
"""

from __future__ import annotations

import os

import pytest

from pipeline.errors import StoppedError
from pipeline.spark import require_spark


@pytest.fixture(scope="session", autouse=True)
def _spark() -> None:
    try:
        require_spark()
    except StoppedError as missing:
        if os.environ.get("CI_SPARK_REQUIRED") == "1":
            pytest.fail(f"{missing} CI_SPARK_REQUIRED=1")
        pytest.skip(str(missing))
