"""Where a login is for is shown as it goes over the wire: in punycode, no host looks like another."""

from __future__ import annotations

import json

import pytest
from service import Answer, Service

import nbauth
from nbauth._http import httpx

CYRILLIC = "p\u0430ypal.example"
HOSTS = [("bücher.example", "xn--bcher-kva.example"), (CYRILLIC, "xn--pypal-4ve.example")]


@pytest.mark.parametrize("typed, shown", HOSTS, ids=["umlaut", "Cyrillic"])
def test_a_login(shell, monkeypatch, typed, shown):
    """What %auth answers, lists and explains, and the login itself."""
    monkeypatch.setenv("ADA", "correct horse")
    said = shell.run(f"%auth basic https://{typed} --username ada --password-from env:ADA").printed
    listed, explained = shell.run("%auth list").printed, shell.run(f"%auth explain https://{typed}/x").printed

    assert f"basic: Basic for https://{shown}, user ada, from env:ADA\n" == said
    assert f"https://{shown}" in listed
    assert f"https://{shown}: login basic (basic), bound to https://{shown}\n" == explained
    assert f"https://{shown}" == nbauth.session().logins["basic"].origin
    assert typed not in shell.everything


def answer(request):
    """Redirect /elsewhere to the host with the Cyrillic letter."""
    if request.url.path == "/":
        return httpx.Response(200, text="hi")
    return httpx.Response(302, headers=[(b"Location", f"https://{CYRILLIC}/".encode())])


@pytest.fixture
def s(shell):
    with nbauth.Session(transport=httpx.MockTransport(answer)) as session:
        shell["s"] = session
        session.login("https://bücher.example", ("ada", "correct horse"))
        yield session


def test_a_card(shell, s):
    """Its URL, its lanes, its legs and its rows; what a Location says stands as it came, in its header alone."""
    r = shell.run("%http --session s GET https://bücher.example/elsewhere").value
    data, _ = shell.ip.display_formatter.format(r)
    rows, _ = shell.ip.display_formatter.format(s.history)

    for shown in (data["text/plain"], data["text/html"], rows["text/html"], rows["text/plain"]):
        assert "xn--bcher-kva.example" in shown and "xn--pypal-4ve.example" in shown
        assert "bücher" not in shown
        assert 1 == shown.count(CYRILLIC)


def test_a_dry_run(shell, s):
    """What would be sent."""
    told = shell.run("%http --session s --dry-run GET https://bücher.example/").printed

    assert told.startswith("GET https://xn--bcher-kva.example/\n")


def test_an_error(shell):
    """Where a redirect leads that cannot be followed."""
    with Service(lambda arrived: Answer(302, headers=(("Location", f"ftp://{CYRILLIC}/"),))) as server:
        error = shell.run(f"%http GET {server.url}").error

    assert error.startswith("RequestFailed: GET ftp://xn--pypal-4ve.example: a redirect leads there")


def test_a_netrc_file(shell, tmp_path):
    """A machine of the file, and whatever else its words would do to a terminal."""
    path = tmp_path / "netrc"
    path.write_text(f"machine {CYRILLIC} login a\u202eb\x9bm password secret\nmachine c\u200bd password secret\n")
    path.chmod(0o600)
    said = shell.run(f"%auth netrc {path}").printed
    explained = shell.run(f"%auth explain https://{CYRILLIC}").printed

    assert "xn--pypal-4ve.example" in said and "machine xn--pypal-4ve.example, login a\ufffdb\ufffdm:" in explained
    assert "c\ufffdd" in said
    everything = said + explained + shell.run("%auth list").printed
    assert CYRILLIC not in everything
    assert set() == set("\u202e\x9b\u200b") & set(everything)


@pytest.mark.parametrize(
    "url, shown",
    [
        (f"https://{CYRILLIC}/é", "https://xn--pypal-4ve.example/é"),
        (f"https://{CYRILLIC}:8443?q={CYRILLIC}", f"https://xn--pypal-4ve.example:8443?q={CYRILLIC}"),
        (f"https://ada@{CYRILLIC}", "https://ada@xn--pypal-4ve.example"),
        ("https://\uff45xample.com/", "https://%EF%BD%85xample.com/"),  # no host at all
        ("https://[::1]:80/é", "https://[::1]:80/é"),
        (f"https://a.example/x@{CYRILLIC}://é", f"https://a.example/x@{CYRILLIC}://é"),
    ],
)
def test_a_file_of_a_browser(s, tmp_path, url, shown):
    """A URL of a HAR file; the rest of it stays as it is written."""
    request = {"method": "GET", "url": url, "headers": []}
    (tmp_path / "x.har").write_text(json.dumps({"log": {"entries": [{"request": request, "response": {}}]}}))
    (exchange,) = s.history.load_har(tmp_path / "x.har")

    assert shown == exchange.request.url
