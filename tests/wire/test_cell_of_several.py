"""A cell of several requests, sync and async: order, names, references, failures."""

from __future__ import annotations

import asyncio
import json
from urllib.parse import parse_qsl

import pytest

from nbauth._http import httpx
from nbauth.core.secret import Secret
from nbauth.errors import InvalidAuth, NbauthError, RequestSyntaxError, UnresolvedVariable
from nbauth.wire.responses import Responses
from nbauth.wire.session import Session
from nbauth.wire.text import arun, run

CANARY = 'p+/"&<% z9Kq'
TOKEN = "tok+/&<%z9Kq-0123"


class Site:
    """Answers with what came, hands out a token, or fails, as told by path; keeps the requests."""

    def __init__(self):
        self.requests = []

    def __call__(self, request):
        self.requests.append(request)
        path = request.url.path
        if path == "/down":
            raise httpx.ConnectError("refused", request=request)
        if path == "/login":
            body = {
                "access_token": TOKEN,
                "id": 7,
                "api_key": "key-0123456789",
                "items": [{"name": "é"}],
                "note": f"use {TOKEN}",
            }
            return httpx.Response(200, json=body, headers={"X-Trace": "t-1", "Location": "https://b.example/next"})
        if path == "/away":
            return httpx.Response(302, headers={"Location": "https://b.example/end"})
        return httpx.Response(404 if path == "/missing" else 200, json={"path": path})

    @property
    def paths(self):
        return [request.url.path for request in self.requests]


@pytest.fixture
def site():
    return Site()


@pytest.fixture(params=["sync", "async"])
def sent(request, site):
    """Sends a cell with either client; `.session` is theirs."""
    session = Session(transport=httpx.MockTransport(site), base_url="https://a.example")

    def send(text, **options):
        if request.param == "sync":
            return run(session, text, **options)
        return asyncio.run(arun(session, text, **options))

    send.session = session
    return send


def test_in_order(sent, site):
    """One response for each, by place and by name."""
    came = sent("GET /1\n###\n# @name two\nGET /2\n### three\nGET /3")

    assert ["/1", "/2", "/3"] == site.paths
    assert isinstance(came, Responses) and 3 == len(came)
    assert {"path": "/2"} == came["two"].json()
    assert {"path": "/3"} == came["three"].json()


def test_one_is_no_list(sent):
    """A cell of one request gives its response, whatever its name."""
    assert 200 == sent("# @name one\n@a = 1\nGET /{{a}}\n###\n").status_code


LOGIN = '# @name login\nPOST /login\nX-Q: q\n\n{"user": "ada", "n": [1]}\n###\n'


def test_references(sent, site):
    """Body and headers of the response and of the request, in URL, header and body."""
    sent(LOGIN + """\
@id = {{login.response.body.$.id}}
POST /items/{{id}}?n={{login.response.body.$.items[-1].name}}
X-Trace: {{login.response.headers.x-trace}}
X-Q: {{login.request.headers.X-Q}}

{"user": "{{login.request.body.$.user}}", "n": {{login.request.body.$.n}}, "all": {{login.response.body.*}}}""")  # fmt: skip
    _, request = site.requests
    body = json.loads(request.content)

    assert ("/items/7", "é") == (request.url.path, request.url.params["n"])
    assert ("t-1", "q") == (request.headers["x-trace"], request.headers["x-q"])
    assert ("ada", [1], 7) == (body["user"], body["n"], body["all"]["id"])


def test_a_reference_to_an_earlier_cell(sent, site):
    """A notebook is one file: the last response of a name is kept, until logout."""
    sent("# @name login\nPOST /login")
    sent("GET /x/{{login.response.body.$.id}}")
    assert "/x/7" == site.paths[-1]
    sent("# @name login\nGET /other")
    sent("GET /y{{login.response.body.$.path}}")
    assert "/y/other" == site.paths[-1]
    sent.session.logout()
    with pytest.raises(RequestSyntaxError, match="no request is named login; named: none"):
        sent("GET /x/{{login.response.body.$.id}}")


def test_a_token_is_sent_and_not_shown(sent, site):
    """It goes into a header as it is; the request that the user holds, the record and its source have a name."""
    sent(
        LOGIN
        + "GET /x\nAuthorization: Bearer {{login.response.body.$.access_token}}\nX: {{login.response.body.$.note}}"
    )
    request = site.requests[-1]
    exchange = sent.session.history[-1]

    assert f"Bearer {TOKEN}" == request.headers["authorization"]
    assert f"use {TOKEN}" == request.headers["x"]
    assert TOKEN not in repr(list(sent.session.history))
    assert "Authorization: Bearer {{login.response.body.$.access_token}}\n" in exchange.source
    assert "Bearer {{response_access_token}}" == exchange.request.header("authorization")
    assert "use {{response_access_token}}" == exchange.request.header("x")


def test_what_the_user_holds_has_no_token(sent):
    """`response.request` has its name too."""
    came = sent(LOGIN + "POST /x\nX: {{login.response.body.$.access_token}}\n\n{{login.response.body.*}}")

    assert "{{response_access_token}}" == came[1].request.headers["x"]
    assert TOKEN.encode() not in came[1].request.content


def test_a_credential_that_is_known_by_its_place(sent, site):
    """The server calls it api_key: it is one from then on."""
    sent(LOGIN + "GET /x\nX: {{login.response.body.$.api_key}}")

    assert "key-0123456789" == site.requests[-1].headers["x"]
    assert "key-0123456789" not in repr(list(sent.session.history))
    assert "{{login_api_key}}" == sent.session.history[-1].request.header("x")


def test_a_token_goes_where_the_cell_says(sent, site):
    """The user wrote it, so it is sent to another origin too; along a redirect it stays at home."""
    sent(LOGIN + "GET https://b.example/x\nX: {{login.response.body.$.access_token}}\n###\n"
         "GET /away\nX: {{login.response.body.$.access_token}}")  # fmt: skip

    assert [None, TOKEN, TOKEN, None] == [request.headers.get("x") for request in site.requests]


def test_a_token_that_came_with_a_login(sent, site):
    """It is the server's to hand out and the user's to send; named by the login it would stay at home."""
    sent.session.login("https://a.example", ("ada", CANARY), name="api")
    sent(LOGIN + "GET https://b.example/x\nX: {{login.response.body.$.access_token}}")
    assert TOKEN == site.requests[-1].headers["x"]
    with pytest.raises(InvalidAuth, match=r"\{\{api_access_token\}\} is of the login api"):
        sent("GET https://b.example/x\nX: {{api_access_token}}")


def test_a_logins_own_secret_stays_with_it(sent, site):
    """Also when it comes back in a response or in a request's own text."""
    sent.session.login("https://a.example", ("ada", CANARY), name="api")
    text = "# @name echo\nPOST /x\n# @auth none\n\n{{api_password}}\n###\n"
    sent(text + "POST /y\n# @auth none\n\n{{echo.request.body.*}}")
    assert [CANARY.encode()] * 2 == [request.content for request in site.requests]
    with pytest.raises(
        InvalidAuth, match=r"of the login api, for https://a.example; this request goes to https://b.example"
    ):
        sent(text + "POST https://b.example/y\n\n{{echo.request.body.*}}")


def test_a_secret_of_a_request(sent, site):
    """A Secret of the notebook that a request was made of goes on as one."""
    sent(
        "# @name one\nPOST /x\n\n<{{key}}>\n###\nPOST /y\nX: {{one.request.body.*}}",
        variables={"key": Secret(CANARY, "key")},
    )

    assert f"<{CANARY}>" == site.requests[-1].headers["x"]
    assert "<{{key}}>" == sent.session.history[-1].request.header("x")


def test_a_value_of_a_server_is_not_read_again(sent, site):
    """Braces in a response mean nothing, whatever they name."""
    sent.session.login("https://a.example", ("ada", CANARY), name="api")
    sent(
        "# @name a\nGET /{{v}}\n###\nPOST /x\n# @auth none\n\n{{a.response.body.$.path}}",
        variables={"v": "{{api_password}}"},
    )

    assert b"/{{api_password}}" == site.requests[-1].content


def test_a_url_from_a_response(sent, site):
    """The server says where to go on; a login does not go along."""
    sent.session.login("https://a.example", ("ada", CANARY))
    sent(LOGIN + "GET {{login.response.headers.Location}}")

    assert "https://b.example/next" == str(site.requests[-1].url)
    assert "authorization" not in site.requests[-1].headers


# -- what can be known before -------------------------------------------------------------------------------------

BEFORE = [
    ("GET /1\n###\nGET /{{x}}", UnresolvedVariable, "line 3, column 6: nothing defines {{x}}; known: none\n  …{{x}}\n   ^"),
    ("GET /{{b.response.body.*}}\n### b\nGET /2", RequestSyntaxError,
     "line 1, column 6: the request b comes later, on line 3\n  …{{b.response.body.*}}\n   ^"),
    ("### a\nGET /1\nX: {{a.response.body.*}}", RequestSyntaxError,
     "line 3, column 4: the request a is this request itself\n  X: {{a.response.body.*}}\n     ^"),
    ("# @name login\nGET /1\n###\nGET /{{logn.response.body.*}}", RequestSyntaxError,
     "line 4, column 6: no request is named logn; did you mean login?\n  …{{logn.response.body.*}}\n   ^"),
    ("GET /1\n### a\nGET /2\n###\nGET /{{zzz.response.body.*}}", RequestSyntaxError,
     "line 5, column 6: no request is named zzz; named: a\n  …{{zzz.response.body.*}}\n   ^"),
    ("### a\nGET /1\n###\nGET /{{a.response.status}}", RequestSyntaxError,
     "line 4, column 6: a reference is NAME.response.body.$.member, NAME.response.body.*, NAME.response.headers.NAME;"
     " also .request\n  …{{a.response.status}}\n   ^"),
    ("### a\nGET /1\n###\nGET /{{$gid}}", RequestSyntaxError,
     "line 4, column 6: there is no dynamic variable of that name\n  …{{$gid}}\n   ^"),
    ("GET /1\n###\n# @auth api\nGET /2", RequestSyntaxError, "line 3, column 9: # @auth: no login has that name; logins: none"),
    ("GET /1\n###\nPOST /2\n\n< ./none", RequestSyntaxError, "line 5, column 3: there is no file at this path"),
    ("GET /1\n###\nGET nowhere", RequestSyntaxError, "line 3, column 5: the URL has no scheme"),
]  # fmt: skip


@pytest.mark.parametrize("text, error, message", BEFORE, ids=[message for _, _, message in BEFORE])
def test_nothing_is_sent_when_it_cannot_be_right(sent, site, text, error, message):
    """Mistakes that show before the first request."""
    with pytest.raises(NbauthError) as caught:
        sent(text)

    assert type(caught.value) is error
    assert message == str(caught.value)
    assert [] == site.requests


# -- failures on the way ------------------------------------------------------------------------------------------


def test_a_failed_request_stops_the_rest(sent, site):
    """httpx's error, with what was sent and what was not; the responses that came are there."""
    with pytest.raises(httpx.ConnectError) as caught:
        sent("# @name one\nGET /1\n###\nGET /down\n###\nGET /3")

    assert ["request 2 of 3 (line 4); 1 was sent before it, 1 was not sent"] == caught.value.__notes__
    assert ["/1", "/down"] == site.paths
    assert {"path": "/1"} == caught.value.responses["one"].json()


@pytest.mark.parametrize(
    "text, message",
    [
        ("### a\nGET /1\n###\nGET /{{a.response.body.$.id}}\n###\nGET /3\n###\nGET /4",
         "request 2 of 4: line 4, column 6: in the response of a, $ has no member id; 1 was sent before it, 2 were not"
         " sent\n  …{{a.response.body.$.id}}\n   ^"),
        ("GET /0\n### a\nGET /1\n###\nGET https://{{a.response.body.$.path}}/",
         "request 3 of 3: line 5, column 5: the URL has no host; 2 were sent before it"),
    ],
)  # fmt: skip
def test_a_reference_that_leads_nowhere(sent, text, message):
    """Where, what, and which were sent; the caret stays below."""
    with pytest.raises(RequestSyntaxError) as caught:
        sent(text)

    assert message == str(caught.value)


def test_check_stops_at_an_error_status(sent, site):
    """check=True; the error response is among those that came."""
    with pytest.raises(httpx.HTTPStatusError) as caught:
        sent("GET /missing\n###\nGET /2\n###\nGET /3", check=True)

    assert ["request 1 of 3 (line 1); 2 were not sent"] == caught.value.__notes__
    assert [404] == [response.status_code for response in caught.value.responses]
    assert [404, 200] == [response.status_code for response in sent("GET /missing\n###\nGET /2")]


def test_a_login_that_is_refused_says_its_line(sent):
    """Errors that know no line get one."""
    sent.session.login("https://b.example", ("ada", "x"), name="other")
    with pytest.raises(
        InvalidAuth, match=r"^request 2 of 2 \(line 4\): the login other is for .*; 1 was sent before it$"
    ):
        sent("GET /1\n###\n# @auth other\nGET /2")


def test_no_answer_forgets_the_one_before(sent):
    """A reference never gives the answer of an earlier run for one that failed."""
    sent("# @name a\nGET /1")
    with pytest.raises(httpx.ConnectError):
        sent("# @name a\nGET /down")
    with pytest.raises(RequestSyntaxError, match="the request a got no response when it was sent last"):
        sent("GET /{{a.response.body.*}}")


# -- per request --------------------------------------------------------------------------------------------------


def test_directives_win_over_options(sent, site):
    """What is written at a request says more than what the whole cell is sent with."""
    sent.session.login("https://a.example", ("ada", "x"), name="api")
    sent.session.login("https://a.example", ("bob", "x"), name="other")
    options = {"auth": "other", "timeout": 9, "follow_redirects": True}
    came = sent(
        "GET /1\n###\n# @auth none\nGET /2\n###\n# @auth api\n# @timeout 2\nGET /3\n###\n# @no-redirect\nGET /away",
        **options,
    )
    users = [request.headers.get("authorization") for request in site.requests]

    assert ["Basic Ym9iOng=", None, "Basic YWRhOng=", "Basic Ym9iOng="] == users
    assert [9, 9, 2, 9] == [request.extensions["timeout"]["read"] for request in site.requests]
    assert 302 == came[3].status_code
    assert 302 == sent("GET /away\n###\nGET /1", follow_redirects=False)[0].status_code


@pytest.mark.parametrize(
    "lines, timeout",
    [
        ("# @timeout 2", {"connect": 2, "read": 2, "write": 2, "pool": 2}),
        ("# @connection-timeout 2", {"connect": 2, "read": 5, "write": 5, "pool": 5}),
        ("# @timeout 3\n# @connection-timeout 500 ms", {"connect": 0.5, "read": 3, "write": 3, "pool": 3}),
    ],
)
def test_timeouts(sent, site, lines, timeout):
    """For the connection alone, the others stay as they are."""
    sent(f"{lines}\nGET /1")

    assert timeout == site.requests[0].extensions["timeout"]


def test_typed_user_and_password(sent, site):
    """Encoded by us; they win over a login, and no record has them."""
    sent.session.login("https://a.example", ("ada", "x"), name="api")
    sent(f"GET /1\nAuthorization: Basic bob {CANARY}\n###\nGET /2\n# @auth none\nAuthorization: Basic bob:{{{{p}}}}",
         variables={"p": Secret(CANARY)})  # fmt: skip
    wanted = httpx.BasicAuth("bob", CANARY)._auth_header

    assert [wanted] * 2 == [request.headers["authorization"] for request in site.requests]
    assert CANARY not in repr(list(sent.session.history)) and wanted[6:] not in repr(list(sent.session.history))
    assert "Authorization: Basic bob:{{p}}" in sent.session.history[-1].source
    with pytest.raises(
        RequestSyntaxError, match=r"line 2, column 1: both # @auth and a user name and password: which is it?"
    ):
        sent("GET /1\n# @auth api\nAuthorization: Basic bob x")


def test_prompts(sent, site, monkeypatch):
    """Asked for before anything is sent, and only when all else is right."""
    typed = []
    monkeypatch.setattr("getpass.getpass", lambda prompt: typed.append(prompt) or CANARY)
    text = "POST /1\n# @prompt password\n\n{{password}}\n###\nPOST /2\n\n{{password}}{{x}}"
    with pytest.raises(UnresolvedVariable):
        sent(text)
    assert ([], []) == (typed, site.requests)
    sent(text, variables={"x": "!"})

    assert ["password: "] == typed
    assert [CANARY, f"{CANARY}!"] == [request.content.decode() for request in site.requests]
    assert CANARY not in repr(list(sent.session.history))
    sent(text, variables={"x": "!", "password": "known"})
    assert 1 == len(typed)


def test_a_password_in_json_and_in_a_form(sent, site):
    """Whatever its characters, the server reads the password."""
    sent("POST /1\nContent-Type: application/json\n\n{\"password\": \"{{password}}\"}\n###\n"
         "POST /2\nContent-Type: application/x-www-form-urlencoded\n\nuser=ada\n&password={{password}}",
         variables={"password": CANARY})  # fmt: skip

    assert CANARY == json.loads(site.requests[0].content)["password"]
    assert [("user", "ada"), ("password", CANARY)] == parse_qsl(site.requests[1].content.decode())
    assert b'{"password": "{{password}}"}' == sent.session.history[0].request.body.content
    assert "password={{password}}" in sent.session.history[1].source


def test_dynamic_values(sent, site):
    """Each is made anew; in an @name line it is the same for the whole cell."""
    sent("@id = {{$guid}}\nGET /1?a={{id}}&b={{$guid}}\n###\nGET /2?a={{id}}&b={{$guid}}&t={{$timestamp}}")
    first, second = (request.url.params for request in site.requests)

    assert first["a"] == second["a"] != first["b"] != second["b"]
    assert second["t"].isdigit()


def test_the_environment(sent, site, monkeypatch):
    """A value whose name sounds like a credential, or that is one that is known, is a Secret."""
    monkeypatch.setenv("NBAUTH_TEST_TOKEN", CANARY)
    monkeypatch.setenv("NBAUTH_TEST_USER", "ada")
    sent("GET /{{$processEnv NBAUTH_TEST_USER}}\nX: {{$processEnv NBAUTH_TEST_TOKEN}}")

    assert ("/ada", CANARY) == (site.requests[0].url.path, site.requests[0].headers["x"])
    assert "{{NBAUTH_TEST_TOKEN}}" == sent.session.history[-1].request.header("x")
    assert "X: {{$processEnv NBAUTH_TEST_TOKEN}}" in sent.session.history[-1].source


def test_files(sent, site, tmp_path, monkeypatch):
    """Multipart by hand with bytes in it; the length is right, also where a pasted one was wrong."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "photo.png").write_bytes(b"\x89PNG\r\n\x00\xff")
    (tmp_path / "t.json").write_text('{"user": "{{user}}"}')
    sent("POST /1\nContent-Type: multipart/form-data; boundary=b\nContent-Length: 7\n\n--b\n"
         'Content-Disposition: form-data; name="f"; filename="p.png"\n\n< ./photo.png\n--b--\n###\nPOST /2\n\n<@ t.json',
         variables={"user": "ada"})  # fmt: skip
    first, second = site.requests

    assert first.content == (
        b'--b\r\nContent-Disposition: form-data; name="f"; filename="p.png"\r\n\r\n\x89PNG\r\n\x00\xff\r\n--b--\r\n'
    )
    assert str(len(first.content)) == first.headers["content-length"]
    assert b'{"user": "ada"}' == second.content


def test_two_hundred_requests(sent, site):
    """Each refers to the one before."""
    text = "\n###\n".join(
        f"# @name r{n}\nGET /{n}?p={{{{r{n - 1}.response.body.$.path}}}}" if n else "# @name r0\nGET /0"
        for n in range(200)
    )
    came = sent(text)

    assert 200 == len(came)
    assert "/198" == site.requests[-1].url.params["p"]
