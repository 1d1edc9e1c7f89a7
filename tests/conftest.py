"""Fixtures that many tests share: a clean environment, and real servers.

server      a playground of the module, at which nothing has arrived yet
httpbin     URL of httpbin behind gunicorn
apache      URL of Apache, http; its pages and users: tests/servers/start-apache.sh
apache_tls  URL of the same Apache, https, and the path of the CA that signed it
provider    an OpenID provider: tests/oidc.py
"""

from __future__ import annotations

import gc
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import oidc
import pytest
import system
from hypothesis import settings
from IPython.core.interactiveshell import InteractiveShell
from server_process import run_server, tail
from traitlets.config import Config

from nbauth import playground

# Time is what pytest-timeout looks at: a single example may be slow where the machine is busy.
settings.register_profile("nbauth", deadline=None)
settings.load_profile("nbauth")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # Who is started in the background by a shell ignores interrupts, and so would all that is interrupted here.
    signal.signal(signal.SIGINT, signal.default_int_handler)

LOGS: dict[str, Path] = {}  # fixture -> log of its server; shown with each failing test that used it


@pytest.fixture(autouse=True)
def clean_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the person who runs the tests reaches them: no netrc, no proxy, no settings."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in list(os.environ):
        if name == "NETRC" or name.upper().endswith("_PROXY"):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def interactive_shell(tmp_path_factory: pytest.TempPathFactory) -> InteractiveShell:
    """The shell of this process, for it can have one only: no colours, no history, no profile of a person."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    config.ProfileDir.location = str(tmp_path_factory.mktemp("profile"))
    shell = InteractiveShell.instance(config=config)
    # Each reset of the shell collects garbage; what is there already need not be looked at again.
    gc.freeze()
    return shell


@pytest.fixture(scope="module")
def running() -> Iterator[playground.Playground]:
    with playground.start() as server:
        yield server


@pytest.fixture
def server(running: playground.Playground) -> playground.Playground:
    """A server at which nothing has arrived yet."""
    running.seen.clear()
    return running


@pytest.fixture(scope="session")
def httpbin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    workdir = tmp_path_factory.mktemp("httpbin")
    LOGS["httpbin"] = workdir / "httpbin.log"
    with run_server("httpbin", workdir) as (url,):
        yield url


@pytest.fixture(scope="session")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[oidc.Provider]:
    with oidc.running(tmp_path_factory.mktemp("oidc")) as running:
        yield running


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


@pytest.fixture
def ring(tmp_path, monkeypatch):
    """The keyring that is set up, with nothing in it."""
    import keyring.core
    from ring import OnDisk

    made = OnDisk()
    made.path = tmp_path / "ring.json"
    monkeypatch.setattr(keyring.core, "_keyring_backend", made)
    return made
