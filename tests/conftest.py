"""Fixtures that many tests share: a clean environment, and real servers.

httpbin     URL of httpbin behind gunicorn
apache      URL of Apache, http; its pages and users: tests/servers/start-apache.sh
apache_tls  URL of the same Apache, https, and the path of the CA that signed it
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import system
from hypothesis import settings
from server_process import run_server, tail

# Time is what pytest-timeout looks at: a single example may be slow where the machine is busy.
settings.register_profile("nbauth", deadline=None)
settings.load_profile("nbauth")

LOGS: dict[str, Path] = {}  # fixture -> log of its server; shown with each failing test that used it


@pytest.fixture(autouse=True)
def clean_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the person who runs the tests reaches them: no netrc, no proxy, no settings."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in list(os.environ):
        if name == "NETRC" or name.upper().endswith("_PROXY"):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def httpbin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    workdir = tmp_path_factory.mktemp("httpbin")
    LOGS["httpbin"] = workdir / "httpbin.log"
    with run_server("httpbin", workdir) as (url,):
        yield url


@pytest.fixture(scope="session")
def apache_urls() -> Iterator[tuple[str, str, Path]]:
    system.need("apache")
    # Not below pytest's own folder, which only its owner can enter: run as root, Apache serves as www-data.
    workdir = Path(tempfile.mkdtemp(prefix="nbauth-apache-"))
    workdir.chmod(0o755)
    LOGS["apache_urls"] = workdir / "logs" / "error.log"
    try:
        with run_server("apache", workdir, ports=2) as (http, https):
            yield http, https, workdir / "pki" / "ca.pem"
    finally:
        shutil.rmtree(workdir)


@pytest.fixture(scope="session")
def apache(apache_urls: tuple[str, str, Path]) -> str:
    return apache_urls[0]


@pytest.fixture(scope="session")
def apache_tls(apache_urls: tuple[str, str, Path]) -> tuple[str, Path]:
    return apache_urls[1:]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[pytest.TestReport]:
    report = yield
    if report.failed:
        for name, log in LOGS.items():
            if name in item.fixturenames and log.exists():
                report.sections.append((f"log of {name}", tail(log)))
    return report
