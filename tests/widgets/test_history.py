"""The history in the page, seen from the kernel: what is told, what it was redacted with, and when."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from exchanges import EVIL, answered, evil
from IPython.core.events import EventManager
from widgets.fake_page import FakePage
from wire.canary import CANARY, TOKEN_CANARY, leaks

import nbauth
from nbauth._http import httpx
from nbauth.widgets import live
from nbauth.widgets.history import MOST_CHOICES, MOST_ROWS, HistoryList

API, OTHER = "https://api.example.com", "https://other.example:8443"


@pytest.fixture
def answers():
    """What a test wants to be answered by path, instead of 200."""
    return {}


@pytest.fixture
def session(answers):
    def answer(request):
        found = answers.get(request.url.path, httpx.Response(200, json={"path": request.url.path}))
        if isinstance(found, Exception):
            raise found
        return found

    with nbauth.Session(transport=httpx.MockTransport(answer)) as made:
        yield made


@pytest.fixture
def shell(monkeypatch):
    """The events of a notebook: `shell()` is the end of a cell."""
    events = EventManager(None, {"post_run_cell": lambda result: None})
    monkeypatch.setattr(live, "get_ipython", lambda: SimpleNamespace(events=events))

    def end_of_cell():
        events.trigger("post_run_cell", None)

    end_of_cell.callbacks = events.callbacks["post_run_cell"]
    return end_of_cell


def numbers(told):
    return [each["number"] for each in told["rows"]]


def rows(page, **content):
    page.do("rows", **content)
    return page.last("rows")


def send(session, *paths, at=API, **options):
    for path in paths:
        session.client.get(f"{at}{path}", **options)


def test_the_first_view_has_the_newest(session):
    """A hundred rows, the newest first, each in words; then how many there are, and how many more can be asked for."""
    session.login(API, ("ada", CANARY), name="api")
    send(session, *[f"/items/{number}" for number in range(130)])
    send(session, "/free", at=OTHER)
    told = FakePage(HistoryList(session)).last("hello")

    assert list(range(131, 131 - MOST_ROWS, -1)) == numbers(told)
    assert (131, 131, 31, 0, 0) == tuple(told[name] for name in ("total", "all", "rest", "dropped", "open"))
    newest, second = told["rows"][:2]
    assert ("200 OK", "GET", "other.example:8443/free", "no login") == tuple(
        newest[name] for name in ("status", "method", "place", "login")
    )
    assert ("api.example.com/items/129", "login api", "21 B") == (second["place"], second["login"], second["size"])
    assert second["time"].endswith(" ms")


def test_older_rows_are_asked_for_until_there_are_none(session):
    """Each comes once, also when newer ones came meanwhile."""
    send(session, *["/"] * 250)
    page = FakePage(HistoryList(session))
    told = page.last("hello")
    seen = numbers(told)
    while told["rest"]:
        assert 250 == len(seen) + told["rest"]
        send(session, "/new")
        told = rows(page, before=seen[-1])
        seen += numbers(told)

    assert list(range(250, 0, -1)) == seen


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"method": "DELETE"}, [3]),
        ({"host": "other.example:8443"}, [2]),
        ({"status": "404 Not Found"}, [4, 3]),
        ({"status": "failed"}, [5]),
        ({"status": "299"}, [6]),
        ({"login": "login api"}, [6, 5, 4, 3, 1]),
        ({"login": "no login"}, [2]),
        ({"method": "GET", "status": "404 Not Found", "login": "login api"}, [4]),
        ({"method": "GET", "host": "other.example:8443", "status": "failed"}, []),
        ({"method": "", "host": "", "status": "", "login": ""}, [6, 5, 4, 3, 2, 1]),
    ],
)
def test_filters(session, answers, wanted, found):
    """By method, host, status and login, and all of them at once; what can be chosen is what there is."""
    answers |= {
        "/gone": httpx.Response(404, extensions={"reason_phrase": b"Somewhere else"}),
        "/down": httpx.ConnectError("refused"),
        "/odd": httpx.Response(299),
    }
    session.login(API, ("ada", CANARY), name="api")
    send(session, "/")
    send(session, "/", at=OTHER)
    session.client.delete(f"{API}/gone")
    send(session, "/gone")
    with pytest.raises(httpx.ConnectError):
        send(session, "/down")
    send(session, "/odd")
    page = FakePage(HistoryList(session))
    told = rows(page, filter=wanted)

    assert (found, len(found), 6) == (numbers(told), told["total"], told["all"])
    assert {
        "method": ["DELETE", "GET"],
        "host": ["api.example.com", "other.example:8443"],
        "status": ["200 OK", "299", "404 Not Found", "failed"],
        "login": ["login api", "no login"],
    } == {name: each["values"] for name, each in told["choices"].items()}


def test_older_rows_of_a_filter(session):
    """The filter holds for what is asked for as one scrolls."""
    for number in range(300):
        send(session, f"/{number}", at=OTHER if number % 2 else API)
    page = FakePage(HistoryList(session))
    first = rows(page, filter={"host": "api.example.com"})
    second = rows(page, filter={"host": "api.example.com"}, before=numbers(first)[-1])

    assert (50, 0) == (first["rest"], second["rest"])
    assert list(range(299, 0, -2)) == numbers(first) + numbers(second)


def test_many_choices_are_bounded(session):
    """The newest can be chosen, and it is said how many more there are."""
    for number in range(130):
        send(session, "/", at=f"https://h{number:03}.example")
    host = FakePage(HistoryList(session)).last("hello")["choices"]["host"]

    assert (MOST_CHOICES, 30) == (len(host["values"]), host["more"])
    assert ("h030.example", "h129.example") == (host["values"][0], host["values"][-1])


def test_an_answer_says_what_it_is_for(session):
    """So that a page can leave one that comes too late, and another view of the list is not mixed up with it."""
    page = FakePage(HistoryList(session))
    page.do("rows", view="other", request=7, part="older", before=1)

    assert ("other", 7, "older") == tuple(page.last("rows")[name] for name in ("view", "request", "part"))


def test_a_row_opens_to_its_card(session):
    """With the legs, in the view that asked for it."""
    send(session, "/items")
    page = FakePage(HistoryList(session))
    page.do("open", number=1, view="other")
    told = page.last("opened")

    assert (1, "other") == (told["number"], told["view"])
    assert "Request headers" in told["html"] and "&quot;" not in told["html"]
    assert "/items" in told["html"]


def test_only_one_and_flows_are_open(session):
    """One exchange is what somebody wants to see; with flow=True rows open to the flow alone."""
    send(session, "/a")
    assert 1 == FakePage(HistoryList(session)).last("hello")["open"]
    send(session, "/b")
    page = FakePage(HistoryList(session, flow=True))
    page.do("open", number=2)

    assert 1 < page.last("hello")["open"]
    assert "Notebook" in page.last("opened")["html"]
    assert "Request headers" not in page.last("opened")["html"]


@pytest.mark.parametrize("as_", ["curl", "python", "http"])
def test_copies(session, as_):
    """As the history writes them; a secret is where it comes from, never its value."""
    session.login(API, nbauth.BearerAuth(TOKEN_CANARY), name="api")
    send(session, "/a", "/b")
    page = FakePage(HistoryList(session))
    page.do("copy", number=1, **{"as": as_})
    told = page.last("copy")

    assert getattr(session.history, as_)(0) == told["text"]
    assert "/a" in told["text"] and 1 == told["number"]
    assert [] == leaks(json.dumps(page.told), TOKEN_CANARY)


def test_what_became_a_secret_later(session, answers):
    """It was sent before somebody logged in with it: it is in no row, choice, card, copy or text."""
    answers["/"] = httpx.Response(
        401, json={"echo": CANARY}, extensions={"reason_phrase": f"no {TOKEN_CANARY}".encode()}
    )
    send(session, "/", params={"q": CANARY}, headers={"X-Key": TOKEN_CANARY})
    send(session, "/ok", at="https://a-secret-host-name.example")
    widget = HistoryList(session)
    before = FakePage(widget)
    before.do("open", number=1)
    assert [] != leaks(json.dumps(before.told), CANARY)
    session.vault.learn("later", CANARY)
    session.vault.learn("token", TOKEN_CANARY)
    session.vault.learn("name", "a-secret-host-name")
    page = FakePage(widget)
    for what in ("open", "copy"):
        for as_ in ("curl", "python", "http"):
            page.do(what, number=1, **{"as": as_})
    rows(page, numbers=[1, 2], filter={"host": "{{name}}.example"})
    told = json.dumps([page.told, widget.text(), repr(widget)])

    assert [2] == numbers(page.last("rows"))
    for secret in (CANARY, TOKEN_CANARY, "a-secret-host-name"):
        assert [] == leaks(told, secret)
    assert "{{later}}" in told and "{{token}}" in told


def test_nothing_of_it_is_in_the_state(session):
    """A notebook is saved with the state of its widgets."""
    session.login(API, ("ada", CANARY))
    send(session, "/customers")
    page = FakePage(HistoryList(session))
    page.do("open", number=1)
    state = {key: value for key, value in page.widget.get_state().items() if key not in ("_esm", "_css")}

    assert "customers" not in repr(state) and "ada" not in repr(state)
    assert [] == leaks(repr(state), CANARY)


def test_replay(session):
    """What came of it is said, and then it is a row."""
    send(session, "/a")
    page = FakePage(HistoryList(session))
    page.do("replay", number=1)

    assert ("#1 sent again, as #2: 200 OK", "ok", 1) == (
        page.said,
        page.last("said")["level"],
        page.last("said")["number"],
    )
    assert ([2], 1) == (page.last("changed")["new"], page.last("changed")["oldest"])
    assert [2] == numbers(rows(page, numbers=[2]))


def test_replay_of_what_fails(session, answers):
    """A refusal is no success; a failure is said in words, and is a row too; the list goes on."""
    send(session, "/a", "/b")
    answers |= {"/a": httpx.Response(403), "/b": httpx.ConnectError(f"no way to {CANARY}")}
    page = FakePage(HistoryList(session))
    page.do("replay", number=1)
    assert ("#1 sent again, as #3: 403 Forbidden", "note") == (page.said, page.last("said")["level"])
    page.do("replay", number=2)

    assert page.said.startswith("GET https://api.example.com: ")
    assert "error" == page.last("said")["level"]
    assert [4] == page.last("changed")["new"]
    page.do("open", number=4)
    assert 4 == page.last("opened")["number"]


def test_replay_without_the_login(session):
    """What it was sent with is not there any more: nothing is sent, and it says what to do."""
    session.login(API, ("ada", CANARY), name="api")
    send(session, "/a")
    session.logout("api")
    page = FakePage(HistoryList(session))
    page.do("replay", number=1)

    assert "#1 was sent with the login api" in page.said and "log in" in page.said
    assert 1 == len(session.history)
    assert [] == leaks(json.dumps(page.told), CANARY)


def test_replay_without_the_body(session):
    """A body that is not kept cannot be sent again."""
    session.client.post(API, content=bytes(session.body_limit + 1))
    page = FakePage(HistoryList(session))
    page.do("replay", number=1)

    assert "#1 cannot be sent again" in page.said
    assert 1 == len(session.history)


@pytest.mark.parametrize("what", ["open", "copy", "replay"])
def test_what_is_gone_says_so(session, what):
    """Dropped, or cleared, since the row was drawn."""
    send(session, "/a")
    page = FakePage(HistoryList(session))
    session.history.clear()
    page.do(what, number=1, **{"as": "curl"})

    assert page.said.startswith("#1 is not kept any more")
    assert ("error", 1, "v") == tuple(page.last("said")[name] for name in ("level", "number", "view"))


def test_given_exchanges_are_all_there_is(session, shell):
    """With a list it shows these, kept or not; what is sent again from there is added."""
    send(session, "/a", "/b", "/c")
    page = FakePage(HistoryList(session, session.history[:2], dropped=3))
    session.history.clear()
    send(session, "/d")
    shell()

    assert ([2, 1], 3) == (numbers(page.last("hello")), page.last("hello")["dropped"])
    assert ["hello"] == [each["kind"] for each in page.told]
    page.do("replay", number=1)
    assert [5, 2, 1] == numbers(rows(page))


def test_new_ones_are_told_after_each_cell(session, shell):
    """Once, and nothing where nothing was sent; by their numbers, so that the page asks for those that it wants."""
    send(session, "/a")
    page = FakePage(HistoryList(session))
    shell()
    assert ["hello"] == [each["kind"] for each in page.told]
    send(session, "/b", "/c")
    shell()
    shell()

    assert ["hello", "changed"] == [each["kind"] for each in page.told]
    assert ([2, 3], 1) == (page.last("changed")["new"], page.last("changed")["oldest"])
    assert [3, 2] == numbers(rows(page, numbers=[2, 3]))


def test_a_body_that_came_later_is_told(session, answers, shell):
    """A response that was streamed is in the history before its end."""
    answers["/"] = httpx.Response(200, content=iter([b"once and ", b"again"]))
    page = FakePage(HistoryList(session))
    with session.client.stream("GET", API) as response:
        shell()
        assert ([1], "unknown size") == (page.last("changed")["new"], rows(page, numbers=[1])["rows"][0]["size"])
        response.read()
    page.told.clear()
    shell()

    assert [1] == page.last("changed")["new"]
    assert "14 B" == rows(page, numbers=[1])["rows"][0]["size"]


def test_dropped_and_cleared(session, shell):
    """The page learns which is the oldest that is there, and that none is."""
    session.history.resize(limit=2)
    send(session, "/a", "/b")
    page = FakePage(HistoryList(session))
    send(session, "/c")
    shell()
    assert ([3], 2) == (page.last("changed")["new"], page.last("changed")["oldest"])
    assert 1 == rows(page)["dropped"]
    session.history.clear()
    shell()

    assert ([], None) == (page.last("changed")["new"], page.last("changed")["oldest"])


def test_far_too_many_new_ones(session, shell):
    """The page is told to begin anew instead of getting all of their numbers."""
    session.history.resize(limit=5000)
    page = FakePage(HistoryList(session))
    session.history._add([answered(url=API)] * 1001, "")
    shell()

    assert page.last("changed")["new"] is None


def test_nobody_is_told_when_nobody_looks(session, shell):
    """A list that is gone from the page, or closed, costs the cells nothing; shown again it follows them again."""
    page = FakePage(HistoryList(session))
    page.do("bye", view="v")
    assert [] == shell.callbacks
    page.do("hello", view="w")
    page.do("hello", view="x")
    assert 1 == len(shell.callbacks)
    page.widget.close()

    assert [] == shell.callbacks


def test_a_list_needs_no_notebook(session, monkeypatch):
    """Where IPython does not run, nothing follows the cells."""
    monkeypatch.setattr(live, "get_ipython", lambda: None)
    page = FakePage(HistoryList(session))
    page.do("bye", view="v")
    page.widget.close()


def test_a_hostile_server_is_inert(session):
    """No control, nothing that turns text round, and nothing long in a row or a choice."""
    told = FakePage(HistoryList(session, [evil()])).last("hello")
    texts = [
        *map(str, told["rows"][0].values()),
        *(each for one in told["choices"].values() for each in one["values"]),
    ]

    assert EVIL not in texts
    assert [] == [each for each in texts if len(each) > 200 or "\x1b" in each or "\u202e" in each]


def test_the_twin_is_the_plain_history(session):
    """As text and as HTML, for where no widget is alive."""
    send(session, "/a", "/b")
    text, html = HistoryList(session, dropped=0).text()

    assert "api.example.com/a" in text and "api.example.com/b" in html
    assert text == repr(HistoryList(session))
    assert text.splitlines()[0].split()[:3] == ["1", "200", "OK"]


def test_an_empty_history(session):
    """It says so."""
    widget = HistoryList(session)
    told = FakePage(widget).last("hello")

    assert ([], 0, 0, "nothing was sent yet") == (told["rows"], told["all"], told["rest"], told["nothing"])
    assert "nothing was sent yet" == repr(widget)
