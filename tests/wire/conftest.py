"""Real sockets, and one way to call a session for both of its clients."""

from __future__ import annotations

import ssl

import pytest
import trustme
from wire.callers import Async, Sync
from wire.kinds import TOKEN
from wire.sink import Sink, reply, resolve_names

from nbauth.wire.session import Session


@pytest.fixture(scope="session")
def authority():
    """A certificate authority that is made for this run."""
    return trustme.CA()


@pytest.fixture(scope="session")
def tls(authority):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("a.localhost", "b.localhost").configure_cert(context)
    return context


@pytest.fixture
def sink(tls, monkeypatch):
    """The origins of `wire.sink`, fresh for each test."""
    names = resolve_names(monkeypatch)
    sink = Sink(tls)
    sink.names = names
    yield sink
    sink.close()


@pytest.fixture(params=[Sync, Async], ids=["sync", "async"])
def caller(request):
    """Each test that takes this runs twice, on the sync and on the async client."""
    caller = request.param()
    yield caller
    caller.close()


@pytest.fixture(scope="session")
def trusted(authority):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    authority.configure_trust(context)
    return context


@pytest.fixture
def new_session(trusted, caller):
    """Make sessions that trust the sink's certificates, and close them afterwards."""
    made = []

    def make(**options):
        made.append(Session(verify=trusted, **options))
        return made[-1]

    yield make
    for session in made:
        if caller.is_async:
            caller.run(session.aclose())
        else:
            session.close()


@pytest.fixture
def logged_in(sink, caller, new_session, tmp_path):
    """Return a session with a login for A, of a kind, and how to get a path with it."""

    def log_in(kind):
        session = new_session()
        sink.answers["/token"] = reply(200, {"access_token": TOKEN, "refresh_token": f"{TOKEN}-R"})
        session.login(sink.url(), kind.make(sink, tmp_path))
        get = lambda path, **options: caller.call(session, "GET", sink.url(path=path), **options)  # noqa: E731
        return session, get

    return log_in
