"""HAR files on disk: written whole or not at all, read with nothing in clear left over."""

from __future__ import annotations

import base64
import json
import stat
from pathlib import Path

import pytest
from wire.canary import CANARY, TOKEN_CANARY, leaks
from wire.held import check_record

import nbauth
from nbauth.core.record import Exchange, Leg, RequestRecord
from nbauth.errors import HarSyntaxError
from nbauth.wire.har_file import load_har, write_har

SAMPLES = Path(__file__).parent.parent / "export" / "samples"

EXCHANGE = Exchange(1, (Leg("request", RequestRecord("GET", "https://a.example/é"), None, "X"),), error="X")


@pytest.fixture
def session():
    with nbauth.Session() as session:
        yield session


def har(*entries: object) -> str:
    return json.dumps({"log": {"entries": entries}})


def entry(
    url: str = "https://a.example/", headers: object = (), text: str = "", **request: object
) -> dict[str, object]:
    pairs = [{"name": name, "value": value} for name, value in dict(headers).items()]
    content = {"text": text, "mimeType": "application/json"}
    return {
        "request": {"method": "POST", "url": url, "headers": pairs, **request},
        "response": {"status": 200, "headers": [], "content": content},
    }


def test_only_its_owner_can_read_it(tmp_path):
    """Its bodies are what a login lets its owner see; also where a file that others could read was before."""
    path = tmp_path / "x.har"
    path.write_text("old")
    path.chmod(0o644)
    write_har(path, [EXCHANGE])

    assert 0o600 == stat.S_IMODE(path.stat().st_mode)
    assert "https://a.example/é" == json.loads(path.read_bytes())["log"]["entries"][0]["request"]["url"]


def test_the_home_directory(session):
    """~ is the home directory, as the shell has it."""
    write_har("~/x.har", [EXCHANGE])

    assert 1 == len(load_har("~/x.har", session)[0])


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", "the HAR file: it is no JSON, from line 1, column 1"),
        (b'{"log": {\n "secret"]', "the HAR file: it is no JSON, from line 2, column 10"),
        (b'"secret \xff"', "the HAR file: it is not in UTF-8"),
        (b"[" * 100_000, "the HAR file: it is no JSON that can be read"),
        (b"1" * 10_000, "the HAR file: it is no JSON that can be read"),
        (b'["secret"]', "the HAR file: it has no log.entries: this is no HAR file"),
    ],
    ids=["empty", "JSON", "bytes", "depth", "number", "other JSON"],
)
def test_a_file_that_is_none(session, tmp_path, content, error):
    """Where it stops to be JSON, and nothing of it on the error or in what hangs on it."""
    (tmp_path / "x.har").write_bytes(content)
    with pytest.raises(HarSyntaxError) as caught:
        load_har(tmp_path / "x.har", session)

    assert error == str(caught.value)
    assert caught.value.__context__ is None and caught.value.__cause__ is None


def test_a_byte_order_mark(session, tmp_path):
    """The specification wants it to be ignored."""
    (tmp_path / "x.har").write_bytes(b"\xef\xbb\xbf" + har(entry()).encode())

    assert 1 == len(load_har(tmp_path / "x.har", session)[0])


def load(session: nbauth.Session, tmp_path: Path, *entries: object) -> list[Exchange]:
    (tmp_path / "x.har").write_text(har(*entries))
    return load_har(tmp_path / "x.har", session)[0]


@pytest.mark.parametrize(
    "credential",
    [
        entry(headers={"Authorization": f"Bearer {TOKEN_CANARY}"}),
        entry(headers={"authorization": "Basic " + base64.b64encode(f"ada:{CANARY}".encode()).decode()}),
        entry(headers={"X-Api-Key": CANARY}),
        entry(text=json.dumps({"access_token": CANARY})),
        entry(postData={"mimeType": "application/json", "text": json.dumps({"password": CANARY})}),
        entry(postData={"mimeType": "application/x-www-form-urlencoded", "params": [{"name": "password", "value": CANARY}]}),
    ],
    ids=["bearer", "basic", "key", "token", "JSON", "form"],
)  # fmt: skip
def test_a_credential_is_found_everywhere_in_the_file(session, tmp_path, credential):
    """What stands in one entry where credentials stand is one in all others, in any form."""
    secret = TOKEN_CANARY if "Bearer" in json.dumps(credential) else CANARY
    others = [
        entry(url=f"https://a.example/?q={base64.b64encode(secret.encode()).decode()}"),
        entry(text=json.dumps({"you said": secret, "twice": json.dumps(secret)})),
        entry(headers={"X-Trace": base64.b64encode(f"x{secret}".encode()).decode()}, text=secret.encode().hex()),
    ]
    exchanges = load(session, tmp_path, *others, credential)
    session.history.append(exchanges[0])

    assert 4 == len(exchanges)
    for exchange in exchanges:
        check_record(exchange, secret)
    assert [] == leaks(repr(exchanges), secret)
    assert () == session.vault.known()


def test_what_the_session_knows_has_its_name(session, tmp_path):
    """A login's token in a file of a browser shows by the login's name."""
    session.login("https://a.example", nbauth.BearerAuth("known-token-1"), name="api")
    (exchange,) = load(
        session, tmp_path, entry(headers={"Authorization": "Bearer known-token-1"}, text="known-token-1")
    )

    assert "Bearer {{api_token}}" == exchange.request.header("authorization")
    assert b"{{api_token}}" == exchange.response.body.content


def test_what_is_redacted_already(session, tmp_path):
    """A file of nbauth's own has the names that it had."""
    headers = {"Authorization": "Basic {{api_password}}", "X-Api-Key": "{{key}}"}
    data = {"mimeType": "application/json", "text": '{"password": "{{api_password}}"}'}
    (exchange,) = load(session, tmp_path, entry(headers=headers, postData=data))

    assert tuple(headers.items()) == exchange.request.headers[:2]
    assert data["text"].encode() == exchange.request.body.content


def test_bodies_are_cut_as_the_sessions_are(tmp_path):
    """At its limit."""
    with nbauth.Session(body_limit=10) as session:
        (exchange,) = load(session, tmp_path, entry(text="x" * 100))

    assert (b"x" * 10, "cut") == (exchange.response.body.content, exchange.response.body.note)


@pytest.mark.parametrize("name", ["chrome", "firefox"])
def test_files_of_browsers(session, name):
    """None of the made-up credentials in the samples is left."""
    text = (SAMPLES / f"{name}.har").read_text(encoding="utf-8")
    exchanges, _ = load_har(SAMPLES / f"{name}.har", session)
    shown = repr(exchanges)

    assert len(exchanges) > 1
    assert "-0001" in text or "YWRhOnNl" in text
    assert "-0001" not in shown and "YWRhOnNl" not in shown
