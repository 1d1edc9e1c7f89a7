"""The kernels: two versions of ipykernel, each with nothing applied, and with one of the two nest_asyncio's.

These tests run with one HTTP library, the default, since a kernel's loop knows nothing of it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from kernels.kernel import KERNELS, Kernel, running_kernel
from kernels.server import Server

collect_ignore_glob = ["test_*.py"] if os.environ.get("NBAUTH_HTTP") else []


@pytest.fixture(scope="session")
def running() -> Iterator[Server]:
    server = Server()
    yield server
    server.stop()


@pytest.fixture
def server(running: Server) -> Server:
    """The server, at which nothing has come yet."""
    running.arrived.clear()
    running.gone.clear()
    return running


@pytest.fixture(scope="module", params=KERNELS, ids=" ".join)
def kernel(
    request: pytest.FixtureRequest, running: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Kernel]:
    """Each of the kernels; all tests of a file share it."""
    with running_kernel(*request.param, running.url, tmp_path_factory.mktemp("home")) as kernel:
        yield kernel
