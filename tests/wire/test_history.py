"""The history of a session: out as HAR, curl, Python, .http and a table; in from HAR; compared. No value in any of it."""

from __future__ import annotations

import importlib
import json
import pkgutil
import subprocess
import sys
import warnings
from importlib.util import find_spec
from inspect import signature

import pytest
from wire.canary import CANARY, COOKIE_CANARY, HEADER_CANARY, leaks
from wire.kinds import KINDS
from wire.sink import reply

import nbauth
from nbauth import export
from nbauth.core.record import Exchange
from nbauth.errors import HarSyntaxError, MissingExtra
from nbauth.export import har
from nbauth.export.har_entries import read_har
from nbauth.wire.history import COLUMNS, SessionHistory, row

EVERY = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name.replace(" ", "_"))


def everything(session: nbauth.Session, folder) -> dict[str, str]:
    """Return all that a history can be made into, by its name."""
    history = session.history
    history.to_har(folder / "all.har")
    other = nbauth.Session()
    other.history.load_har(folder / "all.har")
    history.save(folder / "all.jsonl")
    other.history.load(folder / "all.jsonl")
    made = {
        "HAR": (folder / "all.har").read_text(encoding="utf-8"),
        "saved": (folder / "all.jsonl").read_text(encoding="utf-8"),
        "loaded": repr(list(other.history)),
        "rows": repr([row(exchange) for exchange in history]),
        "repr": repr(history),
    }
    other.close()
    for index, exchange in enumerate(history):
        made[f"curl {index}"] = history.curl(index)
        made[f"python {index}"] = history.python(exchange)
        made[f"http {index}"] = history.http(index)
        difference = history.diff(0, index)
        made[f"diff {index}"] = repr(difference)
        made[f"diff {index} as HTML"] = difference._repr_html_()
    return made


@EVERY
def test_no_export_has_a_value(logged_in, sink, tmp_path, kind):
    """Of no kind of credential, in no encoding; neither has what was sent again."""
    session, get = logged_in(kind)
    sink.answers["/"] = kind.wanted(lambda request: reply(200, request.raw))  # the server says all that it was sent
    get("/")
    get("/?x=1", headers={"X-Page": "2"})
    session.history.replay(0)
    made = everything(session, tmp_path)

    assert {} == {name: found for name, text in made.items() if (found := leaks(text, kind.secret))}
    assert 3 == len(session.history)


OPTIONS = {
    "curl": ["which"], "diff": ["old", "new"], "http": ["which"], "python": ["which"], "save": ["path", "exchanges"],
    "to_curl": ["exchange"], "to_frame": [], "to_har": ["path", "exchanges"], "to_http": ["exchanges"],
    "to_line": ["exchange"], "to_python": ["exchange"], "to_svg": ["exchange"], "to_png": ["exchange", "scale"],
}  # fmt: skip
"""What each export takes: where it goes, and which exchanges. Whoever adds an option shows above that it gives no value."""

NO_EXPORT = {
    "append", "areplay", "clear", "count", "find", "index", "load", "load_har", "next_number", "numbered", "replace",
    "replay", "resize",
}  # fmt: skip


def test_no_export_has_an_option_for_values():
    """There is no HAR file, and no other export, with credentials: all that they take is tried above."""
    methods = [getattr(SessionHistory, name) for name in dir(SessionHistory) if not name.startswith("_")]
    found = [each for each in methods if callable(each) and each.__name__ not in NO_EXPORT]
    modules = [
        importlib.import_module(f"nbauth.export.{each.name}") for each in pkgutil.iter_modules(export.__path__)
    ]
    found += [vars(module)[name] for module in modules for name in vars(module) if name.startswith("to_")]
    takes = {each.__name__: [name for name in signature(each).parameters if name != "self"] for each in found}

    assert "to_har" in {each.__name__ for each in methods}
    assert OPTIONS == takes | {"to_har": list(signature(SessionHistory.to_har).parameters)[1:]}
    assert ["exchanges"] == list(signature(har.to_har).parameters)


def test_no_export_has_a_secret_of_a_cell(sink, caller, new_session, tmp_path):
    """In a header, a query, a cookie and a body of any type."""
    session = new_session()
    sink.answers["/"] = lambda request: reply(200, request.raw)
    for name, value in (("key", CANARY), ("head", HEADER_CANARY), ("sid", COOKIE_CANARY)):
        session.vault.learn(name, value)
    for parts in (
        {"headers": {"X-Key": HEADER_CANARY, "Cookie": f"a={COOKIE_CANARY}"}},
        {"params": {"q": CANARY}},
        {"json": {"q": [CANARY]}},
        {"data": {"q": CANARY}},
        {"content": CANARY.encode()},
        {"files": {"f": CANARY.encode()}},
    ):
        caller.call(session, "POST", sink.url(path="/"), **parts)
    for index in range(6):
        session.history.replay(index)
    made = everything(session, tmp_path)

    for secret in (CANARY, HEADER_CANARY, COOKIE_CANARY):
        assert {} == {name: found for name, text in made.items() if (found := leaks(text, secret))}


@pytest.fixture
def session(sink, new_session):
    """A session with three exchanges."""
    session = new_session()
    for path in ("/a", "/b", "/c"):
        session.client.get(sink.url(path=path))
    return session


@pytest.fixture
def caller():
    from wire.callers import Sync

    return Sync()


def paths(exchanges) -> list[str]:
    return [exchange.request.url.rpartition("/")[2] for exchange in exchanges]


def test_which_one(session):
    """An index as in a list, the newest without one; or the exchange itself."""
    history = session.history

    assert history.curl() == history.curl(-1) == history.curl(2) == history.curl(history[2])
    assert history.python() == history.python(history[-1]) != history.python(0)
    assert history.http(1).endswith("/b")
    with pytest.raises(IndexError):
        history.curl(3)


def test_several_at_once(session):
    """One after another."""
    history = session.history

    assert f"{history.curl(0)}\n\n{history.curl(1)}" == history.curl(history[:2])
    assert f"{history.python(1)}\n\n{history.python(2)}" == history.python(history[1:])
    assert f"{history.http(0)}\n\n###\n{history.http(2)}" == history.http([history[0], history[2]])


def test_to_har(session, tmp_path):
    """All, or those that are given; how many is returned."""
    history = session.history
    assert 3 == history.to_har(tmp_path / "all.har")
    assert 1 == history.to_har(str(tmp_path / "one.har"), history[1:2])

    def urls(name: str) -> list[str]:
        return [
            entry.url.rpartition("/")[2] for entry in read_har(json.loads((tmp_path / name).read_bytes())).entries
        ]

    assert ["a", "b", "c"] == urls("all.har")
    assert ["b"] == urls("one.har")


def test_load_har(session, tmp_path):
    """Exchanges of a file get new numbers, and are the newest."""
    history = session.history
    history.to_har(tmp_path / "x.har")
    added = history.load_har(tmp_path / "x.har")

    assert [4, 5, 6] == [each.number for each in added]
    assert added == history[3:]
    assert ["a", "b", "c"] * 2 == paths(history)
    assert [False] * 3 + [True] * 3 == [each.imported for each in history]


def test_a_broken_file_adds_nothing(session, tmp_path):
    """Not even what came before the broken entry; no number is used up."""
    history = session.history
    history.to_har(tmp_path / "x.har")
    document = json.loads((tmp_path / "x.har").read_text())
    del document["log"]["entries"][2]["request"]["url"]
    (tmp_path / "x.har").write_text(json.dumps(document))
    with pytest.raises(HarSyntaxError, match=r"entry 3: request\.url is missing"):
        history.load_har(tmp_path / "x.har")

    assert 3 == len(history)
    assert 4 == history.next_number()


def test_what_is_left_out_is_said(session, tmp_path):
    """As a warning, that points to the caller."""
    entry = {"request": {"method": "GET", "url": "wss://a.example/"}, "response": {"status": 101}}
    (tmp_path / "x.har").write_text(json.dumps({"log": {"entries": [entry] * 7}}))
    with pytest.warns(
        UserWarning, match=r"left out of the HAR file: entry 1: a WebSocket; .*; and 2 more"
    ) as caught:
        assert [] == session.history.load_har(tmp_path / "x.har")

    assert __file__ == caught[0].filename


def test_nothing_left_out_is_no_warning(session, tmp_path):
    """A file of our own has nothing else."""
    session.history.to_har(tmp_path / "x.har")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        session.history.load_har(tmp_path / "x.har")


def test_diff(session):
    """Of two, or of one and the newest."""
    history = session.history

    assert (history[0], history[1]) == (history.diff(0, 1).old, history.diff(0, 1).new)
    assert repr(history.diff(1)) == repr(history.diff(history[1], history[2]))


def test_rows(session):
    """What a table says of an exchange, and of one that failed."""
    done, failed = session.history[0], Exchange(9, (), elapsed=0.5, error="X: y")
    found = row(done)

    assert list(COLUMNS) == list(found) == list(row(failed))
    assert (1, "GET", done.request.url, 200, 2, None, 1, None) == tuple(
        found[name] for name in ("number", "method", "url", "status", "size", "login", "legs", "error")
    )
    assert found["ms"] == done.elapsed * 1000
    assert {"number": 9, "method": None, "url": None, "status": None, "ms": 500.0, "size": None} == {
        name: row(failed)[name] for name in ("number", "method", "url", "status", "ms", "size")
    }


def test_a_session_that_only_records():
    """It imports no exporter, no renderer and no pandas."""
    code = "import nbauth, sys; nbauth.Session().history; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = (
        "nbauth.export",
        "nbauth.render",
        "nbauth.wire.replay",
        "nbauth.wire.har_file",
        "nbauth.wire.history_file",
        "pandas",
    )

    small = ("nbauth.render", "nbauth.render.inert")  # the folder itself, and what errors are made inert by

    assert [] == [name for name in done.stdout.split() if name.startswith(heavy) and name not in small]


def test_without_pandas(session, monkeypatch):
    """The error says what to install."""
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingExtra) as caught:
        session.history.to_frame()

    assert "pip install pandas" == caught.value.hint


@pytest.mark.skipif(find_spec("pandas") is None, reason="left out: to_frame(). To get it: pip install pandas")
def test_to_frame(session):
    """A row for each exchange, with types that can be missing where they can."""
    session.history.append(Exchange(9, (), error="X: y"))
    frame = session.history.to_frame()

    assert list(COLUMNS) == list(frame.columns)
    assert [1, 2, 3, 9] == list(frame["number"])
    assert [200, 200, 200] == list(frame["status"].dropna())
    assert frame["status"].isna().tolist() == [False, False, False, True]
    assert "UTC" == str(frame["started"].dt.tz)
    assert "Int64" == str(frame["size"].dtype)
    assert 0 == len(nbauth.Session().history.to_frame())
