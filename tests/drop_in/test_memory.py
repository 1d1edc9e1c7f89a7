"""Large bodies stream through any login with hardly more memory than httpx itself takes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
MORE = 5 * 1024 * 1024


@pytest.fixture(scope="module")
def big_server():
    """URL of `big_server`, in a process of its own."""
    command = [sys.executable, HERE / "big_server.py"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process.stdout.readline().strip()
        process.stdin.close()


def peaks(url, direction, how, *logins):
    """Return the peak of memory for each login, and for bare httpx."""
    command = [sys.executable, HERE / "measure_memory.py", url, direction, how, "bare", *logins]
    return json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)


@pytest.mark.parametrize("how", ["sync", "async"])
def test_a_large_response(big_server, how):
    """100 MB stream through Basic, Digest, Bearer, API key and netrc with at most 5 MiB more than bare httpx."""
    found = peaks(big_server, "down", how, "basic", "digest", "bearer", "apikey", "netrc")

    assert {} == {login: peak for login, peak in found.items() if peak > found["bare"] + MORE}


@pytest.mark.parametrize("how", ["sync", "async"])
def test_a_large_request(big_server, how):
    """200 MB stream from a file to the server, to Digest's challenge too, and arrive as they are."""
    found = peaks(big_server, "up", how, "basic", "digest")

    assert {} == {login: peak for login, peak in found.items() if peak > found["bare"] + MORE}
