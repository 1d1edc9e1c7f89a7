"""wire/logs.py: no log of this process holds a credential, whoever writes it."""

from __future__ import annotations

import io
import logging
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from wire.canary import CANARY, COOKIE_CANARY, HEADER_CANARY, TOKEN_CANARY, leaks

import nbauth
from nbauth._http import BACKEND, httpx


@pytest.fixture
def session():
    transport = httpx.MockTransport(lambda request: httpx.Response(200))
    session = nbauth.Session(transport=transport)
    session.login("https://api.example.com", nbauth.APIKeyAuth(CANARY, "key", "query"))
    session.login("https://b.example.com", nbauth.BearerAuth(TOKEN_CANARY))
    return session


def test_the_url_of_a_request_is_logged_without_its_key(session, caplog):
    """At INFO httpx logs each URL; a key in the query is shown by its name."""
    with caplog.at_level(logging.INFO, logger=BACKEND):
        session.client.get("https://api.example.com/items")

    assert "{{apikey_key}}" in caplog.text
    assert [] == leaks(caplog.text, CANARY)


def test_a_child_logger_and_a_handler_that_comes_later(session):
    """No logger and no handler has to be known beforehand."""
    logger = logging.getLogger("some.library.child")
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    logger.addHandler(handler)
    try:
        logger.warning("sent %r and %s", TOKEN_CANARY, "Bearer " + TOKEN_CANARY)
        logger.warning({"Authorization": TOKEN_CANARY})
    finally:
        logger.removeHandler(handler)

    assert 3 == written.getvalue().count("{{bearer_token}}")
    assert [] == leaks(written.getvalue(), TOKEN_CANARY)


def test_the_text_of_an_exception(session, caplog):
    """Also where a handler would look at the exception itself."""
    try:
        raise RuntimeError(f"refused: {TOKEN_CANARY}")
    except RuntimeError:
        logging.getLogger("some.library").exception("it failed", stack_info=True)

    record = caplog.records[-1]
    assert "refused: {{bearer_token}}" in record.exc_text
    assert None is record.exc_info
    assert [] == leaks(caplog.text, TOKEN_CANARY)


def test_a_text_that_does_not_fit_its_arguments(session, monkeypatch, capsys):
    """logging reports that with both on stderr; it says no secret there either."""
    monkeypatch.setattr(logging, "raiseExceptions", True)
    logger = logging.getLogger("a.library.that.errs")
    logger.propagate = False  # pytest's own handler raises
    handler = logging.StreamHandler()
    logger.addHandler(handler)
    try:
        logger.warning("two %s %s, one given", TOKEN_CANARY)
    finally:
        logger.removeHandler(handler)

    said = capsys.readouterr().err
    assert "Arguments: ('{{bearer_token}}',)" in said
    assert [] == leaks(said.partition("Arguments:")[2], TOKEN_CANARY)


def test_other_records_stay_as_they_are(session, caplog):
    """Without a secret in it, a record keeps its message, its arguments and its exception."""
    try:
        raise RuntimeError("no secret")
    except RuntimeError:
        logging.getLogger("some.library").exception("%s and %d", "one", 2)

    record = caplog.records[-1]
    assert ("one", 2) == record.args
    assert RuntimeError is record.exc_info[0]


def test_a_factory_of_somebody_elses_is_asked_first(caplog):
    """Who has set a record factory before keeps it."""
    before = logging.getLogRecordFactory()

    def factory(*args, **kwargs):
        record = before(*args, **kwargs)
        record.by = "them"
        return record

    logging.setLogRecordFactory(factory)
    try:
        with nbauth.Session() as session:
            session.login("https://a.example", nbauth.BasicAuth("ada", HEADER_CANARY))
            logging.getLogger("some.library").warning("%s", HEADER_CANARY)
    finally:
        logging.setLogRecordFactory(before)

    assert ("them", "{{basic_password}}") == (caplog.records[-1].by, caplog.records[-1].getMessage())


LINES = {
    "httpcore: %s": (
        [(b"Set-Cookie", b"sid=s-12345678; Path=/"), (b"Server", b"it's")],
        "httpcore: [(b'Set-Cookie', b'sid={{cookie}}; Path=/'), (b'Server', b\"it's\")]",
    ),
    "hpack: adding %s": (
        (b"x-api-key", b"it's k-12345678"),
        "hpack: adding (b'x-api-key', b\"{{x_api_key}}\")",
    ),
    "httpx: GET %s": (
        "https://a.example/?access_token=at-12345678&b=2",
        "httpx: GET https://a.example/?access_token={{access_token}}&b=2",
    ),
    "h2: nothing %s": ("here", "h2: nothing here"),
}


@pytest.mark.parametrize("line", LINES)
def test_what_nobody_knows_yet(session, caplog, line):
    """httpcore writes a response's headers before its session cookie is learned: they are redacted by place."""
    value, expected = LINES[line]
    session.logout()
    with caplog.at_level(logging.DEBUG):
        logging.getLogger(line.partition(":")[0] + ".child").debug(line, value)
        logging.getLogger("of.somebody").debug(line, value)

    ours, others = caplog.messages
    assert expected == ours
    assert line % (value,) == others


def test_the_headers_that_httpcore_logs(caplog):
    """Over a real connection, at DEBUG: no line has what a server hands out."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(204)
            self.send_header("Set-Cookie", f"theme={COOKIE_CANARY}")
            self.end_headers()

        def log_message(self, *arguments):
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server, nbauth.Session() as session:
        Thread(target=server.serve_forever, daemon=True).start()
        with caplog.at_level(logging.DEBUG):
            assert 204 == session.client.get(f"http://127.0.0.1:{server.server_address[1]}").status_code
        server.shutdown()

    assert "receive_response_headers.complete" in caplog.text
    assert "b'theme={{cookie}}'" in caplog.text
    assert [] == leaks(caplog.text, COOKIE_CANARY)
