"""LoginForm: what is filled in becomes a login, in the words of %auth."""

from __future__ import annotations

import json
import stat

import keyring
import pytest
from faulty import broken_plugin
from keyring.backend import KeyringBackend
from widgets.fake_page import FakePage
from wire.canary import CANARY, leaks

import nbauth
from nbauth._http import httpx
from nbauth.errors import InvalidOrigin, LoginStillOpen, UnknownName
from nbauth.registry import Registry

API = "https://api.example"


@pytest.fixture
def form(session, server):
    return FakePage(session.form(server.url, "basic"))


@pytest.fixture
def open_form(session):
    """A form for any origin."""
    return FakePage(session.form())


def shown(page):
    """Return all that the page was told, and all that is saved with a notebook."""
    return json.dumps([page.told, page.widget.get_state(), page.widget.text()], default=str)


def test_what_a_form_is_drawn_from(open_form):
    """Each scheme with its sentence, each field as the scheme declares it, secrets marked as such."""
    form = open_form.last("hello")["form"]
    schemes = {each["name"]: each for each in form["schemes"]}

    assert set(Registry("scheme")) == set(schemes)
    assert "basic" == form["scheme"] and not form["fixed"]
    for name, scheme in schemes.items():
        declared = Registry("scheme")[name].fields
        assert [(each.name, each.label, each.secret) for each in declared] == [
            (each["name"], each["label"], each["secret"]) for each in scheme["fields"]
        ]
        assert scheme["about"].endswith(".")


def test_logging_in(form, session, server):
    """The form's login answers; callbacks get it; the page is told who is logged in, and nothing more."""
    ready = []
    assert form.widget is form.widget.on_ready(ready.append)
    form.log_in("basic", server.url, server.users["ada"], values={"username": "ada"})

    assert [session.logins["basic"]] == ready == [form.widget.login]
    assert f"basic: Basic for {server.url}, user ada, from form" == form.last("hello")["told"]
    assert 200 == session.client.get(f"{server.url}/basic").status_code


def test_no_secret_and_no_user_name_stays(session):
    """Neither in what the page is told nor in the state that is saved with a notebook; the user is named once in."""
    page = FakePage(session.form(API, "basic"))
    page.log_in("basic", API, CANARY, values={"username": CANARY.replace(":", "")})
    assert [] == leaks(json.dumps(page.widget.get_state(), default=str), CANARY)
    page = FakePage(session.form(API, "digest"))
    page.log_in("digest", API, CANARY, values={"username": "ada_of_the_test"})

    assert [] == leaks(shown(page), CANARY)
    assert "ada_of_the_test" not in json.dumps(page.widget.get_state(), default=str)


@pytest.mark.parametrize(
    "scheme, origin, secret, content, said, field",
    [
        ("basic", "api.example", "x" * 8, {"values": {"username": "a"}},
         "not an origin: it does not start with http:// or https://", "origin"),
        ("basic", API, "", {"values": {"username": "a"}}, "password: nothing was typed", "password"),
        ("basic", API, "x" * 8, {"values": {"username": ""}}, "username: nothing was typed", "username"),
        ("basic", API, "x" * 8, {"values": {"username": "a:b"}}, "username: a colon in it would end it", "username"),
        ("bearer", API, "white space", {"secret_names": ["token"]}, "token: white space, a line break", "token"),
        ("apikey", API, "x" * 8, {"secret_names": ["key"], "values": {"header": "a b"}}, "header: not a header's", "header"),
        ("basic", API, "x" * 8, {"values": {"username": "a"}, "name": "list"}, "name: use letters, digits and _", "name"),
        ("basic", API, "", {"values": {"username": "a"}, "sources": {"password": "env:NO_SUCH_NAME_HERE"}},
         "password: the environment has no variable of that name", "password"),
        ("basic", API, "", {"values": {"username": "a"}, "sources": {"password": "prompt:x"}},
         "--password-from: this is no source", "password"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(open_form, session, scheme, origin, secret, content, said, field):
    """In the words of %auth, and where it is wrong; nothing is bound, and the form goes on."""
    secrets = [] if "sources" in content else [secret]
    open_form.log_in(scheme, origin, *secrets, **content)

    assert said in open_form.said
    assert ("error", field) == (open_form.last("said")["level"], open_form.last("said")["field"])
    assert {} == dict(session.logins)
    open_form.log_in("basic", API, "x" * 8, values={"username": "ada"})
    assert ["basic"] == list(session.logins)


def test_a_secret_from_elsewhere(open_form, session, monkeypatch, tmp_path):
    """From the environment and from a file: what is typed is where it is, never what it is."""
    monkeypatch.setenv("API_PASSWORD", CANARY)
    (tmp_path / "token").write_text("token-of-a-file")
    (tmp_path / "token").chmod(stat.S_IRUSR)
    open_form.log_in("basic", API, values={"username": "ada"}, sources={"password": "env:API_PASSWORD"})
    open_form.log_in("bearer", API, sources={"token": f"file:{tmp_path}/token"})

    assert ["env:API_PASSWORD", f"file:{tmp_path}/token"] == [each.source for each in session.logins.values()]
    assert [] == leaks(shown(open_form), CANARY)


class Keyring(KeyringBackend):
    priority = 1

    def __init__(self):
        super().__init__()
        self.stored = {}

    def get_password(self, service, username):
        return self.stored.get((service, username))

    def set_password(self, service, username, password):
        self.stored[service, username] = password


class PlaintextKeyring(Keyring):
    """Called as one that keeps secrets in clear."""


@pytest.fixture
def use_keyring():
    before = keyring.get_keyring()
    yield lambda made: (keyring.set_keyring(made), made)[1]
    keyring.set_keyring(before)


def test_remembered(open_form, session, use_keyring):
    """Only when the box was marked; next time the login's source is the keyring."""
    kept = use_keyring(Keyring())
    open_form.log_in("basic", API, CANARY, values={"username": "ada"})
    assert {} == kept.stored
    open_form.log_in("basic", API, CANARY, values={"username": "ada"}, remember=["password"])
    assert {(API, "ada"): CANARY} == kept.stored
    assert [f"remembered: next time, --password-from keyring:{API}/ada"] == open_form.last("hello")["notes"]

    session.logout()
    open_form.log_in("basic", API, values={"username": "ada"}, sources={"password": f"keyring:{API}/ada"})
    assert CANARY == session.vault["basic_password"].reveal()
    assert [] == leaks(shown(open_form), CANARY)


def test_not_remembered_in_clear(open_form, session, use_keyring):
    """The login is made all the same; why it is not kept is said."""
    kept = use_keyring(PlaintextKeyring())
    open_form.log_in("basic", API, CANARY, values={"username": "ada"}, remember=["password"])

    assert {} == kept.stored and ["basic"] == list(session.logins)
    assert "not remembered: there is no keyring that keeps secrets safe" in open_form.last("hello")["notes"][0]


@pytest.mark.parametrize(
    "scheme, origin, note",
    [
        ("basic", "http://api.example", "over plain http, everybody on the way can read it"),
        ("bearer", "http://api.example", "over plain http, everybody on the way can read it"),
        ("digest", "http://api.example", ""),
        ("basic", "https://api.example", ""),
        ("basic", "http://127.0.0.1:8000", ""),
    ],
)
def test_plain_http(open_form, scheme, origin, note):
    """Who would send what can be read on the way is told before, and again with the login."""
    open_form.do("check", scheme=scheme, origin=origin)
    assert note == open_form.last("checked")["note"]


def test_a_wrong_origin_is_said_before(open_form):
    """As soon as it was typed; an empty one is nothing to complain about yet."""
    open_form.do("check", scheme="basic", origin="ftp://api.example")
    assert "it does not start with http:// or https://" in open_form.last("checked")["problem"]
    open_form.do("check", scheme="basic", origin="")
    assert "" == open_form.last("checked")["problem"]


def test_test(form, session, server):
    """One request, its card, and nothing is bound; the secret need not be typed again to log in with it."""
    form.do("test", server.users["ada"], scheme="basic", origin=server.url, values={"username": "ada"},
            secrets={"password": 0}, address=f"{server.url}/basic")  # fmt: skip
    tested = form.last("tested")
    assert ("200 OK: the server does not refuse", True) == (tested["text"], tested["kept"])
    assert "/basic" in tested["html"] and ["GET /basic"] == [f"{one.method} {one.path}" for one in server.seen]
    assert {} == dict(session.logins)

    form.log_in("basic", server.url, "", values={"username": "ada"})
    assert 200 == session.client.get(f"{server.url}/basic").status_code
    assert [] == leaks(shown(form), server.users["ada"])


def test_a_test_that_is_refused(form, session, server):
    """It is said, the form stays, and the secret is not kept."""
    form.do("test", "wrong-one", scheme="basic", origin=server.url, values={"username": "ada"},
            secrets={"password": 0}, address=f"{server.url}/basic")  # fmt: skip
    tested = form.last("tested")
    assert ("401 Unauthorized: the server refuses", False) == (tested["text"], tested["kept"])
    form.log_in("basic", server.url, "", values={"username": "ada"})
    assert "password: nothing was typed" == form.said


@pytest.mark.parametrize(
    "scheme, origin, user",
    [("digest", None, "ada"), ("basic", "https://elsewhere.example", "ada"), ("basic", None, "bob")],
)
def test_a_kept_secret_is_for_what_it_was_typed_for(open_form, session, server, scheme, origin, user):
    """Another scheme, another origin and another user want their own."""
    open_form.do("test", server.users["ada"], scheme="basic", origin=server.url, values={"username": "ada"},
                 secrets={"password": 0}, address=f"{server.url}/basic")  # fmt: skip
    assert open_form.last("tested")["kept"]
    open_form.log_in(scheme, origin or server.url, "", values={"username": user})
    assert "password: nothing was typed" == open_form.said


def test_a_kept_secret_is_gone_with_the_view(open_form, session, server):
    """Nobody finds it there later."""
    open_form.do("test", server.users["ada"], scheme="basic", origin=server.url, values={"username": "ada"},
                 secrets={"password": 0}, address=f"{server.url}/basic")  # fmt: skip
    open_form.do("bye")
    open_form.do("hello")
    open_form.log_in("basic", server.url, "", values={"username": "ada"})
    assert "password: nothing was typed" == open_form.said


def test_a_test_elsewhere_is_refused(open_form, server):
    """The credentials are for the form's origin: nothing is sent anywhere else."""
    open_form.do("test", "x" * 8, scheme="basic", origin=API, values={"username": "ada"}, secrets={"password": 0},
            address=f"{server.url}/basic")  # fmt: skip
    assert f"address: the credentials are not for there: they are for {API}" == open_form.said
    assert not list(server.seen)


def test_a_test_without_a_server(session):
    """In the words of a magic."""
    page = FakePage(session.form("http://127.0.0.1:1", "basic"))
    page.do("test", "x" * 8, scheme="basic", origin="http://127.0.0.1:1", values={"username": "ada"},
            secrets={"password": 0})  # fmt: skip
    assert "GET http://127.0.0.1:1: the connection was refused" in page.said


def test_after_logging_in(form, session, server):
    """The login can be tried, and another one made in its place."""
    form.log_in("basic", server.url, server.users["ada"], values={"username": "ada"})
    assert server.url == form.last("hello")["address"]
    form.do("test", address=f"{server.url}/basic")
    assert form.last("tested")["text"].startswith("200 OK")
    form.do("again")
    assert "form" in form.last("hello")
    # What somebody types there stays, whatever logins come and go elsewhere.
    session.login("https://b.example", ("ada", "x" * 8))
    assert "form" in form.last("hello")


def test_the_netrc_picker(open_form, session, tmp_path):
    """Which machines a file has, and which one is for the origin; never a password."""
    path = tmp_path / "netrc"
    path.write_text(f"machine a.example login ada password {CANARY[:5]}\nmachine b.example login bob password b\n"
                    "default login guest password g\n")  # fmt: skip
    path.chmod(0o600)
    open_form.do("machines", scheme="netrc", origin="https://b.example", values={"file": str(path)})
    told = open_form.last("machines")
    assert [
        {"machine": "a.example", "login": "ada", "fits": False},
        {"machine": "b.example", "login": "bob", "fits": True},
        {"machine": "default", "login": "guest", "fits": False},
    ] == told["rows"]
    assert f"{path}, line 2: machine b.example, login bob: the entry for this host" == told["match"].strip()

    open_form.log_in("netrc", "", values={"file": str(path), "default": "no"})
    assert f"file:{path}" == session.logins["netrc"].source
    assert CANARY[:5] not in shown(open_form)


def test_a_netrc_file_that_is_none(open_form, tmp_path):
    """What is wrong is said by file and line; that others can read it as well."""
    (tmp_path / "netrc").write_text("machine a login b password\nhunter2 x y")
    (tmp_path / "netrc").chmod(0o644)
    open_form.do("machines", scheme="netrc", values={"file": f"{tmp_path}/netrc"})
    told = open_form.last("machines")
    assert "line" in told["problem"] and "hunter2" not in str(told)
    assert "chmod 600" in told["match"]
    open_form.do("machines", scheme="netrc", values={"file": f"{tmp_path}/none"})
    assert f"there is no netrc file at {tmp_path}/none" == open_form.last("machines")["problem"]


def test_completion(open_form, tmp_path, monkeypatch):
    """Of paths on the kernel's machine, and of the names of its environment; never a value of it."""
    (tmp_path / ".netrc").write_text("")
    (tmp_path / "of").mkdir()
    monkeypatch.setenv("NBAUTH_TEST_TOKEN", CANARY)
    open_form.do("complete", kind="netrc", begin=f"{tmp_path}/", list="l")
    assert [f"{tmp_path}/.netrc", f"{tmp_path}/of/"] == open_form.last("completed")["words"]
    open_form.do("complete", kind="env", begin="nbauth_test", list="l")
    assert ["NBAUTH_TEST_TOKEN"] == open_form.last("completed")["words"]
    open_form.do("complete", kind="keyring", begin="a", list="l")
    assert [] == open_form.last("completed")["words"]


def test_nothing_is_sent_while_the_form_is_open(session, server):
    """A request for there ends at once, in one line; to other places, and with auth=, they go."""
    page = FakePage(session.form(f"{server.url}/basic", "basic"))
    with pytest.raises(LoginStillOpen) as caught:
        session.client.get(f"{server.url}/basic/deeper")
    assert f"{server.url}/basic waits for a login: fill in its form, or press Not now" in str(caught.value)
    assert not list(server.seen) and 0 == len(session.history)
    assert 200 == session.client.get(f"{server.url}/echo").status_code
    assert 401 == session.client.get(f"{server.url}/basic", auth=None).status_code
    own = {"Authorization": "Basic eDp5"}
    assert 401 == session.client.get(f"{server.url}/basic", headers=own).status_code
    with_user = server.url.replace("://", f"://ada:{server.users['ada'].replace(' ', '%20')}@")
    assert 200 == session.client.get(f"{with_user}/basic").status_code

    page.log_in("basic", f"{server.url}/basic", server.users["ada"], values={"username": "ada"})
    assert 200 == session.client.get(f"{server.url}/basic").status_code


@pytest.mark.parametrize("end", ["bye", "two pages", "close", "login", "not now"])
def test_nothing_waits_for_a_form_that_is_gone(session, server, end):
    """It was taken out of the page, or closed, or all is forgotten, or somebody has logged in otherwise."""
    page = FakePage(session.form(server.url, "basic"))
    match end:
        case "bye":
            page.do("bye")
        case "two pages":
            page.do("hello", view="w", page="q")
            page.do("bye", view="w", page="q")
            with pytest.raises(LoginStillOpen):
                session.client.get(f"{server.url}/basic")
            page.do("bye")
        case "not now":
            page.do("not now")
            assert "requests go out without this login" == page.said
        case "close":
            page.widget.close()
        case "login":
            session.login(server.url, ("ada", server.users["ada"]))
            assert "user ada" in page.last("hello")["told"]

    assert (200 if end == "login" else 401) == session.client.get(f"{server.url}/basic").status_code


def test_a_form_that_stands_there_waits(session, server):
    """Also after somebody has logged out of all, and when another login was wanted and the first one is gone."""
    page = FakePage(session.form(server.url, "basic"))
    session.logout()
    with pytest.raises(LoginStillOpen):
        session.client.get(f"{server.url}/basic")
    page.log_in("basic", server.url, server.users["ada"], values={"username": "ada"})
    page.do("again")
    assert 200 == session.client.get(f"{server.url}/basic").status_code
    session.logout()
    assert page.last("hello")["waits"]
    with pytest.raises(LoginStillOpen):
        session.client.get(f"{server.url}/basic")


def test_a_form_that_is_shown_again_waits_again(session, server):
    """The page was loaded anew."""
    page = FakePage(session.form(server.url, "basic"))
    page.do("bye")
    page.do("hello", view="anew")
    with pytest.raises(LoginStillOpen):
        session.client.get(f"{server.url}/basic")


def test_logged_out_elsewhere(form, session, server):
    """The form is a form again."""
    form.log_in("basic", server.url, server.users["ada"], values={"username": "ada"})
    session.logout("basic")
    assert "form" in form.last("hello") and form.widget.login is None


def test_what_there_is_no_form_for(session):
    """A wrong origin, an unknown scheme: said at once, as by the session's other methods."""
    with pytest.raises(InvalidOrigin):
        session.form("api.example")
    with pytest.raises(UnknownName):
        session.form(API, "basik")


def test_a_form_that_is_not_shown_holds_nothing_up(session, server):
    """It was made, and is in no page."""
    session.form(server.url, "basic")
    assert 401 == session.client.get(f"{server.url}/basic").status_code


def test_a_form_for_where_a_login_is_already(session, server):
    """It is a form: who asks for one wants another login. Requests go out with the one that is there."""
    session.login(server.url, ("ada", server.users["ada"]))
    page = FakePage(session.form(server.url, "basic"))
    assert "form" in page.last("hello")
    assert 200 == session.client.get(f"{server.url}/basic").status_code


def test_a_login_from_elsewhere_is_ready_too(session):
    """The callback is called."""
    ready = []
    FakePage(session.form(API, "basic").on_ready(ready.append))
    assert [session.login(API, ("ada", "x" * 8))] == ready


def test_what_looks_like_another_host(session):
    """It is shown as it is compared; what a page says of a fixed origin does not count."""
    page = FakePage(session.form("https://\u0430pple.example", "basic"))
    assert "https://xn--pple-43d.example" == page.last("hello")["form"]["origin"]
    page.log_in("basic", "https://elsewhere.example", "x" * 8, values={"username": "ada"})
    assert "https://xn--pple-43d.example" == session.logins["basic"].origin


def test_answers_go_to_the_view_that_asked(open_form):
    """In another view of the same form somebody may be typing."""
    open_form.do("hello", view="w")
    open_form.log_in("basic", "nonsense", "x" * 8, values={"username": "ada"}, view="w")
    assert "w" == open_form.last("said")["view"]
    open_form.do("check", origin=API, scheme="basic", view="v")
    assert "v" == open_form.last("checked")["view"]


@pytest.mark.parametrize(
    "origin, fits, match",
    [
        ("https://b.example", True, "the entry for this host"),
        ("http://b.example", False, "Nothing is sent there: a netrc file's login goes to its machines, by https"),
    ],
)
def test_a_machine_that_is_called_without_tls(open_form, tmp_path, origin, fits, match):
    """The picker says what the login would do, and a test does no more than that."""
    (tmp_path / "netrc").write_text("machine b.example login bob password bbbbbbbb")
    (tmp_path / "netrc").chmod(0o600)
    content = {"scheme": "netrc", "origin": origin, "values": {"file": f"{tmp_path}/netrc"}}
    open_form.do("machines", **content)
    told = open_form.last("machines")
    assert fits == told["rows"][0]["fits"] and match in told["match"]
    if not fits:
        open_form.do("test", **content)
        assert "address: the credentials are not for there: a netrc file's login goes to" in open_form.said


def test_its_text(session):
    """Where it is not alive, it says what to type."""
    assert f"%auth basic {API}" in repr(session.form(API, "basic"))


def test_another_session_is_not_touched():
    """A form is for the session that it was made by."""
    with nbauth.Session(transport=httpx.MockTransport(lambda request: httpx.Response(200))) as other:
        page = FakePage(other.form(API, "basic"))
        page.log_in("basic", API, "x" * 8, values={"username": "ada"})
        assert ["basic"] == list(other.logins) and {} == dict(nbauth.session().logins)


def test_a_broken_scheme_hurts_no_other_one(session, tmp_path, monkeypatch):
    """A plugin that cannot be loaded is left out, and it is said why."""
    broken_plugin(tmp_path, monkeypatch)
    form = FakePage(session.form(API)).last("hello")["form"]
    names = {each["name"] for each in form["schemes"]}

    assert "basic" in names and "broken" not in names
    assert ["the scheme broken cannot be loaded from nbauth_no_such:Auth: ModuleNotFoundError"] == form["broken"]
