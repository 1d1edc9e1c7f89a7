"""httpx's own client tests pass on a session's clients, as they do on httpx's."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

VERSION = "0.28.1"
SUITE = ("tests/client", "tests/test_auth.py")
CACHE = Path(__file__).parents[2] / ".cache"

PRIVATE: dict[str, str] = {}
"""Tests that read private attributes which a session's client has not: name -> which. None does so far."""

# Only what httpx's own suite is made for: its anyio plugin runs the asyncio and trio variants.
PLUGINS = ("asyncio", "trio", "nbval", "xdist", "timeout", "cacheprovider", "playwright")


@pytest.fixture(scope="module")
def suite() -> Path:
    """The tests of httpx's source distribution, without its package; fetched from the package index once."""
    folder = CACHE / f"httpx-{VERSION}-suite"
    if not folder.exists():
        CACHE.mkdir(exist_ok=True)
        fetch = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
        subprocess.run([*fetch, "--dest", str(CACHE), f"httpx=={VERSION}"], check=True, timeout=300)
        with tarfile.open(CACHE / f"httpx-{VERSION}.tar.gz") as archive:
            wanted = (f"httpx-{VERSION}/tests/", f"httpx-{VERSION}/pyproject.toml")
            tests = [member for member in archive.getmembers() if member.name.startswith(wanted)]
            archive.extractall(CACHE, tests, filter="data")
        (CACHE / f"httpx-{VERSION}").rename(folder)
    return folder


def passed(suite: Path, whose: str) -> set[str]:
    """Return the names of the tests that pass with the clients of httpx ("bare") or of a session."""
    env = {**os.environ, "NBAUTH_CONFORMANCE": whose, "PYTHONPATH": str(Path(__file__).parent)}
    # httpx's rules for warnings are for the versions it was released with.
    options = ["-p", "session_as_httpx", "-o", "filterwarnings=", "--tb=line", "-q", "-rA"]
    without = [option for name in PLUGINS for option in ("-p", f"no:{name}")]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *without, *SUITE],
        cwd=suite,
        env=env,
        capture_output=True,
        text=True,
        timeout=300,
    )
    names = set(re.findall(r"^PASSED (\S+)", run.stdout, re.MULTILINE))
    assert names, run.stdout[-3000:] + run.stderr[-3000:]
    return names


@pytest.mark.timeout(600)
def test_what_passes_on_httpx_passes_on_a_session(suite: Path):
    """session.client and session.async_client are drop-ins (httpx 0.28.1: tests/client, tests/test_auth.py)."""
    bare = passed(suite, "bare")

    lost = bare - passed(suite, "session") - set(PRIVATE)

    assert lost == set()
    assert len(bare) > 250
