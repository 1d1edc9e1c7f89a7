"""%%http with several requests, and what is shown of them."""

from __future__ import annotations

import getpass

import pytest
from IPython.core.error import StdinNotImplementedError

import nbauth
from nbauth.wire.responses import Responses

CANARY = 'hunter2+/"&<%é canary'

THREE = "%%http{}\nGET {{{{url}}}}/echo?1\n###\nGET {{{{url}}}}/{}\n### third\nGET {{{{url}}}}/echo?3"


def test_all_are_shown_in_order(shell, server):
    """One card each, in text and in HTML; the value is a list."""
    ran = shell.run(THREE.format("", "status/404"))
    lines = [line.split("  ")[:2] for line in ran.shown.splitlines() if line[:3].isdigit()]

    assert isinstance(ran.value, Responses) and 3 == len(ran.value)
    assert [
        ["200 OK", f"GET {server.url}/echo?1"],
        ["404 Not Found", f"GET {server.url}/status/404"],
        ["200 OK", f"GET {server.url}/echo?3"],
    ] == lines
    html = shell.ip.display_formatter.format(ran.value)[0]["text/html"]
    assert html.index("echo?1") < html.index("status/404") < html.index("echo?3")


def test_many_are_rows(shell, server):
    """A line for each, so that an output stays small."""
    ran = shell.run("%%http\n" + "\n###\n".join(f"GET {{{{url}}}}/echo?{number}" for number in range(40)))

    assert 40 == len(ran.value)
    assert ["  1", " 40"] == [line[:3] for line in ran.shown.splitlines() if line[2] != " "][::39]
    assert len(shell.ip.display_formatter.format(ran.value)[0]["text/html"]) < 65_536


def test_into_a_variable(shell, server):
    """NAME << has all of them, by place and by name."""
    ran = shell.run(THREE.format(" r <<", "open"))

    assert (None, "") == (ran.value, ran.printed)
    assert "3" == shell["r"]["third"].json()["query"] == shell["r"][2].json()["query"]


def test_a_failure_shows_what_came_before(shell, server):
    """The cards of what was sent, then one line: which it was, and what was not sent."""
    ran = shell.run(THREE.format("", "drop"))

    assert ran.error.startswith(f"RequestFailed: request 2 of 3 (line 3): GET {server.url}: the server broke off")
    assert ran.error.endswith("; 1 was sent before it, 1 was not sent")
    assert f"GET {server.url}/echo?1" in ran.printed
    assert "Traceback" not in ran.printed
    assert 2 == len(server.seen)
    shell.run(THREE.format(" r <<", "drop"))
    assert ["1"] == [response.json()["query"] for response in shell["r"]]
    assert f"GET {server.url}/echo?1" not in shell.run(THREE.format(" --quiet", "drop")).printed


def test_check_stops(shell, server):
    """At the first error status, which is shown too."""
    ran = shell.run(THREE.format(" --check", "status/404"))

    assert (
        f"RequestFailed: request 2 of 3 (line 3): GET {server.url}/status/404: the server answered 404 Not Found;"
        " 1 was sent before it, 1 was not sent"
    ) == ran.error
    assert "/echo?1" in ran.printed and "404 Not Found" in ran.printed
    assert 2 == len(server.seen)


def test_a_reference_that_leads_nowhere(shell, server):
    """With the line of the cell, and a caret."""
    ran = shell.run("%%http\n### a\nGET {{url}}/echo\n###\nGET {{url}}/echo?{{a.response.body.$.quer}}")

    assert (
        "RequestSyntaxError: request 2 of 2: line 4, column 18: in the response of a, $ has no member quer; did you mean"
        " query?; 1 was sent before it\n  …{{a.response.body.$.quer}}\n   ^"
    ) == ran.error


def test_references_between_cells(shell, server):
    """A later cell knows what a named request was answered; unloading forgets it."""
    shell.run("%%http\n# @name first\nPOST {{url}}/echo\n\nhello")
    shell.run("%http GET {{url}}/echo?{{first.response.body.$.body}}")
    assert "hello" == server.seen[-1].query
    shell.ip.run_line_magic("reload_ext", "nbauth")
    ran = shell.run("%http GET {{url}}/echo?{{first.response.body.$.body}}")

    assert "no request is named first; named: none" in ran.error


def test_a_token_is_never_shown(shell, server):
    """From a login's answer into the next request: the server gets it, the page has its name."""
    shell["password"] = server.users["ada"]
    ran = shell.run("""%%http
# @name login
POST {{url}}/token
Content-Type: application/x-www-form-urlencoded

grant_type=password&username=ada&password={{password}}
###
GET {{url}}/echo
Authorization: Bearer {{login.response.body.$.access_token}}
X: {{login.response.body.$.access_token}}""")
    token = ran.value["login"].json()["access_token"]
    shell.run("%http_history")

    assert f"Bearer {token}" == server.seen[-1].headers["authorization"]
    assert token == server.seen[-1].headers["x"]
    assert token not in shell.everything and server.users["ada"] not in shell.everything


def test_flow_shows_only_the_legs(shell, server):
    """--flow: the steps of each request, without headers and body."""
    shell.run("%auth digest {{url}} --username ada --password-from env:ADA")
    shown = shell.run("%%http --flow\nGET {{url}}/digest\n###\nGET {{url}}/echo").shown

    assert "→ challenge" in shown and "→ answer" in shown and "/echo" in shown
    assert '"authenticated"' not in shown
    one = shell.run("%http --flow GET {{url}}/echo").shown
    assert "→ request" in one and '"method"' not in one
    assert ("", None) == (
        shell.run("%http --flow --quiet GET {{url}}/echo").shown,
        shell.run("%http r << --flow GET {{url}}/echo").value,
    )


def test_dry_run_of_several(shell, server):
    """All of them, and nothing is sent."""
    printed = shell.run(
        "%%http --dry-run\n### a\nGET {{url}}/echo\n###\nGET {{url}}/{{a.response.body.$.x}}"
    ).printed

    assert printed.startswith(f"### a\nGET {server.url}/echo\n")
    assert f"\nGET {server.url}/{{{{a.response.body.$.x}}}}\n" in printed
    assert 0 == len(server.seen)


def test_prompts(shell, server, monkeypatch):
    """Typed unseen, sent, and shown nowhere; where nobody can answer it says what to do."""
    monkeypatch.setattr(getpass, "getpass", lambda prompt: CANARY)
    cell = "%%http\n# @prompt password\nPOST {{url}}/echo\n\n{{password}}"
    shell.run(cell)
    assert CANARY == server.seen[-1].body.decode()
    assert CANARY not in shell.everything

    def nobody(prompt):
        raise StdinNotImplementedError("no stdin")

    monkeypatch.setattr(getpass, "getpass", nobody)
    ran = shell.run(cell)
    assert "CredentialsNotFound: line 1: # @prompt password: nobody can answer a prompt here" == ran.error
    assert "hint: set the variable password in a cell before this one" in ran.printed
    shell["password"] = "from-a-cell"
    assert "" == shell.run(cell).error


def test_a_file_beside_the_notebook(shell, server, tmp_path, monkeypatch):
    """A path starts where the notebook is."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data.bin").write_bytes(b"\xff\x00\r\n")
    shell.run("%%http\nPOST {{url}}/echo\n\n< ./data.bin")
    assert b"\xff\x00\r\n" == server.seen[-1].body
    ran = shell.run("%%http\nPOST {{url}}/echo\n\n< ./data.bni")

    assert "RequestSyntaxError: line 3, column 3: there is no file at this path" == ran.error


@pytest.mark.parametrize(
    "cell, error",
    [
        (f"%%http\n# @auth {CANARY}\nGET /", "RequestSyntaxError: line 1, column 1: # @auth takes the name of a login, or none\n"
         "  # @auth\n  ^"),
        ("%%http\n# @auth api\nGET /", "RequestSyntaxError: line 1, column 9: # @auth: no login has that name; logins: none"),
        (f"%%http\n@key = {CANARY}\nGET {{{{url}}}}/\nX: {{{{kye}}}}", "UnresolvedVariable: line 3, column 4: nothing defines"
         " {{kye}}; did you mean: key\n  X: {{kye}}\n     ^"),
        (f"%%http\nGET {{{{url}}}}/\nAuthorization: Bearer {CANARY} {{{{x}}}}", "UnresolvedVariable: line 2, column 45: nothing"
         " defines {{x}}; known: server, url\n  Authorization: …{{x}}\n                  ^"),
    ],
)  # fmt: skip
def test_mistakes(shell, server, cell, error):
    """Where, what, and no word that may be a secret."""
    shell["server"] = "x"
    ran = shell.run(cell)

    assert error == ran.error
    assert CANARY not in shell.everything
    assert 0 == len(server.seen)


def test_a_users_own_failure_keeps_its_type(shell, server):
    """An auth of the user's own that fails in the second request of a cell says which it was."""

    class Broken(nbauth._http.httpx.Auth):
        def auth_flow(self, request):
            raise ValueError("my own mistake")
            yield

    nbauth.session().login(server.url, Broken(), name="broken")
    ran = shell.run("%%http\n# @auth none\nGET {{url}}/echo\n###\nGET {{url}}/echo")

    assert "ValueError: my own mistake" == ran.error
    assert "request 2 of 2 (line 4); 1 was sent before it" in ran.printed


def test_an_interrupt_is_one_line(shell, server):
    """It says which request was stopped and which were not sent; the responses that came are shown, no stack is."""

    def stop(request):
        if request.url.path == "/never":
            raise KeyboardInterrupt
        return request

    shell["stop"] = stop
    ran = shell.run(THREE.format(" --auth stop", "never"))

    assert "KeyboardInterrupt: " == ran.error
    assert ran.printed.startswith(f"200 OK  GET {server.url}/echo?1")
    last = (
        "KeyboardInterrupt: the request was stopped; request 2 of 3 (line 3); 1 was sent before it, 1 was not sent"
    )
    assert last == ran.printed.splitlines()[-1]
    assert "Traceback" not in ran.printed


def test_an_interrupt_with_its_stack(shell, server):
    """`NBAuth.short_errors = False` shows it, as for all errors."""
    shell["stop"] = lambda request: (_ for _ in ()).throw(KeyboardInterrupt)
    shell.run("%config NBAuth.short_errors = False")

    assert "Traceback" in shell.run("%http --auth stop GET {{url}}/echo").printed
