"""Histories on disk: no value in them, usable again, whole or not at all; and nothing that a file says gets a secret."""

from __future__ import annotations

import json
import stat
import tracemalloc
from dataclasses import replace
from pathlib import Path

import pytest
from exchanges import answered, digest, failed, refreshed
from wire.callers import Sync
from wire.canary import CANARY, COOKIE_CANARY, TOKEN_CANARY, leaks
from wire.held import check_record
from wire.kinds import KINDS
from wire.sink import reply

import nbauth
from nbauth._http import httpx
from nbauth.core.record import Body, Exchange, Leg, RequestRecord
from nbauth.errors import CredentialsNotFound, HistorySyntaxError
from nbauth.export.json_lines import to_line
from nbauth.wire import history_file
from nbauth.wire.history_file import is_har, read_history, write_history

EVERY = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name.replace(" ", "_"))


@pytest.fixture
def caller():
    return Sync()


@pytest.fixture
def session(new_session):
    return new_session()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "history.jsonl"


def as_loaded(exchanges) -> list[Exchange]:
    """Return exchanges as they are without what another session has not: numbers, and that it has sent them."""
    return [replace(each, number=0, imported=True) for each in exchanges]


# -- out, and in again ------------------------------------------------------------------------------------


@EVERY
def test_no_value_is_in_it_and_all_else_comes_back(logged_in, sink, new_session, path, kind):
    """Of every kind of credential, from a server that says back all that it was sent: in no encoding."""
    session, get = logged_in(kind)
    sink.answers["/"] = kind.wanted(lambda request: reply(200, request.raw))
    get("/?x=1", headers={"X-Page": "2"})
    session.history.replay()
    assert 2 == session.history.save(path)
    other = new_session()
    added = other.history.load(path)

    assert [] == leaks(path.read_bytes(), kind.secret)
    assert as_loaded(session.history) == as_loaded(added)
    assert [1, 2] == [each.number for each in added] == [each.number for each in other.history]
    check_record(added, kind.secret)


@EVERY
def test_sent_again_it_asks_this_session_for_its_logins(logged_in, sink, new_session, tmp_path, path, kind):
    """Without one, nothing is sent; with one, by any name, the server gets the credential of now."""
    session, get = logged_in(kind)
    sink.answers["/"] = kind.wanted(reply())
    get("/?x=1")
    session.history.save(path)
    other = new_session()
    other.history.load(path)
    sink.arrived.clear()
    with pytest.raises(CredentialsNotFound, match="which this session does not have"):
        other.history.replay()
    assert [] == sink.arrived
    other.login(sink.url(), kind.make(sink, tmp_path), name="now")

    assert 200 == other.history.replay().status_code
    assert kind.arrived([each for each in sink.arrived if each.path in ("/", "/token")])
    assert {"now"} == {leg.login for leg in other.history[-1].legs if leg.login}
    assert all(b"{{" not in each.raw for each in sink.arrived)


@pytest.mark.parametrize("write", ["save", "to_har"])
def test_what_a_browser_has_sent(session, tmp_path, write):
    """In both kinds of file it stays a leg of the browser."""
    first, second = digest().legs
    exchange = Exchange(1, (replace(first, by="browser"), second))
    getattr(session.history, write)(tmp_path / "file", [exchange])

    assert ["browser", ""] == [leg.by for each in session.history.load(tmp_path / "file") for leg in each.legs]


def test_it_asks_by_address(session, sink, path):
    """A login for another origin does not answer, whatever it is called."""
    session.login(sink.url(), nbauth.BearerAuth(TOKEN_CANARY), name="api")
    session.client.get(sink.url(path="/"))
    session.history.save(path)
    path.write_text(path.read_text().replace("a.localhost", "b.localhost"))
    session.history.load(path)
    sink.arrived.clear()

    with pytest.raises(CredentialsNotFound):
        session.history.replay()
    assert [] == sink.arrived


def test_what_is_chosen(session, sink, path):
    """All, or those that are given; how many is returned; only its owner can read it; it replaces what was there."""
    for page in "abc":
        session.client.get(sink.url(path=f"/{page}"))
    path.write_text("old")
    path.chmod(0o644)
    assert 3 == session.history.save(path)
    assert 3 == len(path.read_text().splitlines())
    assert 2 == session.history.save(str(path), session.history[1:])

    assert ["/b", "/c"] == [
        httpx.URL(json.loads(line)["legs"][0]["request"]["url"]).path for line in path.read_text().splitlines()
    ]
    assert 0o600 == stat.S_IMODE(path.stat().st_mode)


def test_loaded_and_saved_again(session, path, tmp_path):
    """The same lines, but for the numbers, so a file can be handed on; a HAR file too becomes one."""
    write_history(path, [digest(), refreshed(), failed()])
    session.history.load(path)
    session.history.save(tmp_path / "again")
    session.history.to_har(tmp_path / "x.har")
    loaded = session.history.load(tmp_path / "again")
    from_har = session.history.load(tmp_path / "x.har")

    assert as_loaded([digest(), refreshed(), failed()]) == as_loaded(loaded)
    assert [each.request.url for each in loaded] == [each.request.url for each in from_har]


@pytest.mark.filterwarnings("ignore:left out of the HAR file")
@pytest.mark.parametrize("name", ["chrome", "firefox"])
def test_a_file_of_a_browser(new_session, path, name):
    """What was loaded from its HAR file is saved and loaded like all else, with nothing lost."""
    session = new_session()
    session.history.load(Path(__file__).parent.parent / "export" / "samples" / f"{name}.har")
    session.history.save(path)

    assert as_loaded(session.history) == as_loaded(new_session().history.load(path))
    assert len(session.history) > 1


def test_a_har_file_of_somebody_else(new_session, path, tmp_path):
    """Whatever can be loaded from one can be saved, and loaded again."""
    request = {
        "method": "A!",
        "url": "https://\u0430.example/\u202e?{{a}}",
        "headers": [{"name": "{A}", "value": "\ud800"}],
    }
    request |= {"postData": {"text": "\ud800", "comment": "{{x}}"}, "bodySize": 1e14}
    response = {
        "status": 1,
        "statusText": "\ud800",
        "httpVersion": "\u202e",
        "headers": [],
        "content": {"size": 1e14},
    }
    entry = {"request": request, "response": response, "time": 9e14, "startedDateTime": "9999-12-31T23:59:59-12:00"}
    own = {"exchange": 1, "leg": 1, "started": 9e14, "elapsed": 9e14, "purpose": "x", "username": "\ud800"}
    entries = [entry, entry | {"_nbauth": own}, entry | {"_nbauth": own | {"leg": 2}}]
    log = {"creator": {"name": "nbauth"}, "entries": entries}
    (tmp_path / "x.har").write_text(json.dumps({"log": log}))
    session = new_session()
    session.history.load(tmp_path / "x.har")
    session.history.save(path)

    assert as_loaded(session.history) == as_loaded(new_session().history.load(path))
    assert 2 == len(session.history)


def test_a_secret_that_came_later(session, sink, path, tmp_path):
    """Somebody logs in with what was sent before, as plain text: nothing that is made of the history has it."""
    session.client.post(sink.url(path="/"), params={"q": TOKEN_CANARY}, content=f"hello {TOKEN_CANARY}".encode())
    assert leaks(to_line(session.history[0]), TOKEN_CANARY)
    session.login(sink.url(), nbauth.BearerAuth(TOKEN_CANARY), name="api")
    history = session.history
    history.save(path)
    history.to_har(tmp_path / "x.har")
    made = {
        "saved": path.read_text(),
        "HAR": (tmp_path / "x.har").read_text(),
        "curl": history.curl(),
        "python": history.python(),
        "http": history.http(0),
        "diff": repr(history.diff(0)),
    }

    assert {} == {name: found for name, text in made.items() if (found := leaks(text, TOKEN_CANARY))}
    assert all("api_token" in text.lower() for name, text in made.items() if name != "diff")


def test_as_lines(session, path):
    """Files can be joined and cut, lines can be empty; an empty file is an empty history."""
    line = to_line(digest())
    path.write_text(f"\ufeff{line}\r\n\n  \n{line}")
    assert 2 == len(session.history.load(path))
    path.write_text("")

    assert [] == session.history.load(path)
    assert 0 == session.history.save(path, [])


def test_the_home_directory(session, tmp_path):
    """~ is the home directory, as the shell has it."""
    session.history.save("~/x")

    assert [] == session.history.load("~/x")
    assert (tmp_path / "x").is_file()  # HOME of the tests


# -- files of others --------------------------------------------------------------------------------------


def line(
    url: str = "https://a.example/", headers: object = (), text: str = "", answer: str = "", **leg: object
) -> str:
    """Return a line that somebody has written."""
    pairs = [list(pair) for pair in dict(headers).items()]
    request = {"method": "POST", "url": url, "headers": pairs, "body": {"text": text}}
    response = {"status": 200, "headers": [["Content-Type", "application/json"]], "body": {"text": answer}}
    return json.dumps({"nbauth": 1, "legs": [{"request": request, "response": response, **leg}]})


FORM = {"Content-Type": "application/x-www-form-urlencoded"}
IN_JSON = {"Content-Type": "application/json"}

WRITTEN = {
    "bearer": line(headers={"Authorization": f"Bearer {TOKEN_CANARY}"}),
    "basic": line(headers={"authorization": "Basic YWRhOnArLyImPCV6OUtx"}),
    "proxy": line(headers={"Proxy-Authorization": f"Bearer {TOKEN_CANARY}"}),
    "key": line(headers={"X-Api-Key": TOKEN_CANARY}),
    "cookie": line(headers={"Cookie": f"sid={TOKEN_CANARY}"}),
    "query": line("https://a.example/?access_token=p%2B%2F%22%26%3C%25z9Kq"),
    "url": line("https://ada:p%2B%2F%22%26%3C%25z9Kq@a.example/"),
    "JSON": line(headers=IN_JSON, text=json.dumps({"password": TOKEN_CANARY})),
    "form": line(headers=FORM, text="client_secret=p%2B%2F%22%26%3C%25z9Kq"),
    "token": line(answer=json.dumps({"access_token": TOKEN_CANARY})),
}

LEARNED = ("bearer", "basic", "proxy", "key", "JSON", "form", "token")
"""Where it is certain that it is one, so that it is looked for elsewhere."""


@pytest.mark.parametrize("place", WRITTEN)
def test_a_credential_by_its_place(session, path, place):
    """What somebody has written where credentials stand is replaced by a name, and the session does not know it."""
    path.write_text(WRITTEN[place])
    added = session.history.load(path)

    check_record(added, TOKEN_CANARY)
    assert () == session.vault.known()


@pytest.mark.parametrize("place", LEARNED)
def test_it_is_found_on_every_line(session, path, place):
    """Also before it, in another form, and in what nobody sends: notes, errors, the cell."""
    about = {"error": TOKEN_CANARY, "username": TOKEN_CANARY}
    other = json.loads(line(f"https://a.example/?q={TOKEN_CANARY}".replace("%", "%25"), text=TOKEN_CANARY, **about))
    other |= {"error": TOKEN_CANARY, "source": f"GET {TOKEN_CANARY}", "notes": [TOKEN_CANARY.encode().hex()]}
    path.write_text(f"{json.dumps(other)}\n{WRITTEN[place]}\n{json.dumps(other)}\n")
    added = session.history.load(path)

    assert 3 == len(added)
    check_record(added, TOKEN_CANARY)


def test_what_the_session_knows_has_its_name(session, path):
    """A login's token in a file shows by the login's name."""
    session.login("https://a.example", nbauth.BearerAuth("known-token-1"), name="api")
    path.write_text(line(text="say known-token-1"))

    assert b"say {{api_token}}" == session.history.load(path)[0].request.body.content


NAMED = {
    "header": line(headers={"X-Comment": "{{api_token}}"}),
    "authorization": line(headers={"Authorization": "Token {{key}}"}),
    "query": line("https://a.example/?comment={{key}}"),
    "path": line("https://a.example/{{key}}"),
    "user": line("https://bob:{{key}}@a.example/"),
    "body": line(text="comment={{api_token}}", headers=FORM),
    "JSON": line(text='{"comment": "{{key}}"}', headers=IN_JSON),
    "cookie": line(headers={"Cookie": "a={{key}}"}),
    "as its login": line(headers={"X-Comment": "{{api_token}}"}, login="api", purpose="answer"),
    "as before": line(headers={"X-Comment": "{{key}}"}, started=4_000_000_000.0),
    "another": line(text="{{other_password}}"),
}


@pytest.mark.parametrize("place", NAMED)
def test_no_name_in_a_file_gets_a_value(new_session, sink, path, place):
    """A file that names a secret of this session, to be sent where its login is for, is not sent with it."""
    session = new_session(
        transport=httpx.MockTransport(lambda request: sent.append(request) or httpx.Response(200))
    )
    sent: list[httpx.Request] = []
    session.login("https://a.example", nbauth.BearerAuth("api-token-1"), name="api")
    session.login("https://b.example", ("bob", CANARY), name="other")
    session.vault.add("key", COOKIE_CANARY)
    path.write_text(NAMED[place])
    session.history.load(path)
    try:
        session.history.replay()
    except CredentialsNotFound:
        assert [] == sent
    shown = [f"{request.url} {request.content!r} {request.headers.multi_items()}" for request in sent]

    assert [] == [found for text in shown for secret in (CANARY, COOKIE_CANARY) if (found := leaks(text, secret))]
    # Where the login answers, it does so in its own place, once.
    assert all(text.count("api-token-1") == 1 and "Bearer api-token-1" in text for text in shown)


def test_names_that_are_text(new_session, path):
    """What was sent in braces as it is goes out in braces, also where a secret has such a name by now."""
    sent: list[httpx.Request] = []
    session = new_session(
        transport=httpx.MockTransport(lambda request: sent.append(request) or httpx.Response(200))
    )
    session.vault.add("key", CANARY)
    leg = Leg("request", RequestRecord("PUT", "https://a.example/", (), Body(b"Dear {{key}}", 12), ("key",)), None)
    write_history(path, [Exchange(1, (leg,))])
    session.history.load(path)
    session.history.replay()

    assert [b"Dear {{key}}"] == [request.content for request in sent]


@pytest.mark.parametrize(
    "content",
    [
        f"{to_line(digest())}\n{to_line(digest())[:-20]}",
        f"{to_line(digest())}\n{line('https://a.example/ p+z9Kq')}",
        f"{to_line(digest())}\n" + '{"nbauth": 2}',
        f"{to_line(digest())}\n\x1f\x8b",
    ],
    ids=["cut off", "URL", "newer", "binary"],
)
def test_a_line_that_is_wrong(session, path, content):
    """Its number is said, nothing of the file is kept, and no number is used up."""
    path.write_text(content)
    with pytest.raises(HistorySyntaxError, match="the history file, line 2: "):
        session.history.load(path)

    assert 0 == len(session.history)
    assert 1 == session.history.next_number()


def test_files_that_are_none(session, tmp_path):
    """The system's own errors."""
    with pytest.raises(FileNotFoundError):
        session.history.load(tmp_path / "no")
    with pytest.raises(IsADirectoryError):
        session.history.load(tmp_path)


@pytest.mark.parametrize(
    "start", ['{"log":{', '\ufeff {\n  "log" : {', '{"log": 1'], ids=["short", "spaced", "wrong"]
)
def test_it_begins_as_a_har_file(path, start):
    """Then it is read as one."""
    path.write_text(start, encoding="utf-8")

    assert is_har(path)


@pytest.mark.parametrize(
    "start",
    ["", to_line(digest()), to_line(answered(b'{"log": {}}')), '["log"]', "\x00" * 9],
    ids=["empty", "history", "body", "list", "binary"],
)
def test_it_does_not_begin_as_a_har_file(path, start):
    """A body or another member that is called log makes none."""
    path.write_text(start)

    assert not is_har(path)


# -- bounds -----------------------------------------------------------------------------------------------


def test_more_than_the_history_keeps(new_session, path):
    """The newest are added, and how many are not is said, to the one who called."""
    session = new_session(history_limit=3)
    write_history(path, [answered(str(number).encode()) for number in range(5)])
    with pytest.warns(
        UserWarning, match=r"^left out 2 older exchanges of the file: the history is full$"
    ) as caught:
        added = session.history.load(path)

    assert [b"2", b"3", b"4"] == [each.response.body.content for each in added]
    assert added == list(session.history)
    assert __file__ == caught[0].filename


def test_more_bytes_than_the_history_keeps(new_session, path):
    """Bodies count as in the history, and one is kept whatever its size."""
    session = new_session(history_bytes=25_000)
    write_history(path, [answered(b"x" * 10_000)] * 4)

    assert (2, 2) == (len(read_history(path, session)[0]), read_history(path, session)[1])
    write_history(path, [answered(b"\0" * 100_000)])
    assert (1, 0) == (len(read_history(path, session)[0]), read_history(path, session)[1])


def test_what_is_no_body_counts_too(new_session, path):
    """A file of somebody else cannot fill the memory with headers."""
    session = new_session(history_bytes=100_000)
    path.write_text(f"{line(headers={'X': 'x' * 300_000})}\n" * 5)

    assert (1, 4) == (len(read_history(path, session)[0]), read_history(path, session)[1])


def test_memory(new_session, path):
    """A file of 20 MB is read line by line: no more is held than the history keeps."""
    session = new_session(history_limit=2)
    write_history(path, [answered(b"x" * 200_000)] * 100)
    read_history(path, session)  # what is made once, with the first
    tracemalloc.start()
    read, _ = read_history(path, session)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert 2 == len(read)
    assert path.stat().st_size > 20_000_000
    assert peak < 5_000_000


def test_a_line_without_an_end(session, path, monkeypatch):
    """It is refused where it is longer than any, and not read further."""
    monkeypatch.setattr(history_file, "LONGEST_LINE", 2**20)
    path.write_text(f"{to_line(digest())}\n" + "x" * 2**21)
    with pytest.raises(HistorySyntaxError, match="line 2: it is longer than 1 MiB"):
        session.history.load(path)

    assert 0 == len(session.history)


def test_samples_of_old_files():
    """What a version has written, later ones read: the files of this folder are never changed."""
    folder = Path(__file__).parent / "saved"
    with nbauth.Session() as session:
        read = {path.name: read_history(path, session)[0] for path in sorted(folder.iterdir())}

    assert {"version-1.jsonl": as_loaded([digest(), refreshed(), failed()])} == read
