"""What the tests against real servers share: both clients of a session, and curl's opinion."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable

import pytest
from callers import connect

__all__ = ["connect"]

Agrees = Callable[..., bool]


@pytest.fixture
def curl_agrees() -> Agrees:
    """Tell whether curl gets the same status for a request; True where there is no curl to ask."""
    program = shutil.which("curl")

    def agrees(status: int, *arguments: str) -> bool:
        if program is None:
            return True
        # -q: without the settings of the person who runs the tests.
        command = [program, "-q", "--silent", "--output", "/dev/null", "--write-out", "%{http_code}", *arguments]
        return str(status) == subprocess.run(command, capture_output=True, text=True, check=True).stdout

    return agrees
