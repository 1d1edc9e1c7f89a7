"""The runs of the notebook, made when a test first asks for them.

With one HTTP library, the default: what is looked for here knows nothing of it, and what does is in tests/wire.
"""

from __future__ import annotations

import os

import pytest
from canary.driver import Run, run_all
from canary.server import Server

collect_ignore_glob = ["test_*.py"] if os.environ.get("NBAUTH_HTTP") else []


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Run]:
    """The run with each protection off, by its name, and with "nothing" off."""
    other = Server()
    server = Server(other.url)
    try:
        return run_all(tmp_path_factory.mktemp("canary"), server.url)
    finally:
        server.stop()
        other.stop()
