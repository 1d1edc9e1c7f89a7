"""What the lines of %auth, %http, %%http and %http_history offer."""

from __future__ import annotations

import pytest
from completing import complete, words

import nbauth
from nbauth._http import httpx

SCHEMES = ["apikey", "basic", "bearer", "digest", "netrc", "oauth2"]
COMMANDS = ["list", "use", "forget", "explain", "test"]
BASIC = ["--username", "--username-from", "--password-from", "--form", "--as", "--help"]
HTTP = ["--auth", "--timeout", "--no-redirects", "--check", "--dry-run", "--quiet"]


@pytest.fixture
def known(shell, tmp_path, monkeypatch):
    """A shell with a login, a history, variables, an environment and files; nothing is sent anywhere."""
    session = nbauth.session()
    session._options["transport"] = httpx.MockTransport(lambda request: httpx.Response(200))
    session.login("https://api.example.com", ("ada", "x" * 9), name="me")
    for url in ("https://h.example/old", "https://api.example.com/items/1?key=z9Kq", "https://u:z9Kq@w.example/x"):
        session.client.get(url)
    shell["base"], shell["number"], shell["_own"] = "https://api.example.com", 3, "x"
    shell["key"], shell["r"], shell["mine"] = (
        nbauth.Secret("z9Kq z9Kq", "key"),
        httpx.Response(200),
        nbauth.Session(),
    )
    monkeypatch.setenv("NBAUTH_T_ONE", "z9Kq")
    monkeypatch.chdir(tmp_path)
    for name in ("netrc", "with space", ".hidden"):
        (tmp_path / name).write_text("")
    (tmp_path / "folder").mkdir()
    return shell


ORIGINS = ["https://api.example.com", "https://h.example", "{{base}}"]
URLS = ["{{base}}/items/1", "https://api.example.com/items/1", "https://h.example/old", *ORIGINS]

LINES = [
    ("%auth |", [*COMMANDS, *SCHEMES]),
    ("%auth b|", ["basic", "bearer"]),
    ("%auth -|", ["-h", "--help"]),
    ("%auth basic |", ORIGINS),
    ("%auth basic https://a|", ["https://api.example.com"]),
    ("%auth basic {{b|", ["base}}"]),
    ("%auth basic {{b|}}", ["base"]),
    ("%auth basic {{b|}", ["base}"]),
    ("%auth basic {{k|", []),  # an origin cannot be a Secret
    ("%auth basic https://h |", BASIC),
    ("%auth basic https://h -|", BASIC),
    ("%auth basic --|", BASIC),
    ("%auth basic https://h --username ada --|", ["--password-from", "--form", "--as", "--help"]),
    ("%auth basic https://h --username-from env:X --|", ["--password-from", "--form", "--as", "--help"]),
    ("%auth basic https://h --username |", []),
    ("%auth basic https://h --username {{n|", ["number}}"]),
    ("%auth basic https://h --password|", ["--password-from"]),
    ("%auth basic https://h --password |", []),  # it is refused, and so has no value
    ("%auth basic https://h --password-from |", ["env:", "file:", "keyring:", "prompt", "form"]),
    ("%auth basic https://h --password-from env:NBAUTH_T|", ["NBAUTH_T_ONE"]),
    ("%auth basic https://h --password-from=env:NBAUTH_T|", ["NBAUTH_T_ONE"]),
    ("%auth basic https://h --password-from=k|", ["keyring:"]),
    ("%auth basic https://h --password-from file:|", ["folder/", "netrc"]),
    ("%auth basic https://h --password-from file:.h|", [".hidden"]),
    ("%auth basic https://h --password-from keyring:|", []),
    ("%auth apikey https://h --location |", ["header", "query", "cookie"]),
    ("%auth apikey https://h --location=q|", ["query"]),
    ("%auth netrc |", ["folder/", "netrc"]),
    ("%auth netrc --|", ["--default", "--default-from", "--as", "--help"]),
    ("%auth netrc --default |", ["no", "yes"]),
    ("%auth use --|", ["--as", "--help"]),
    ("%auth use ba|", ["base"]),
    ("%auth use |", ["base", "number", "key", "r", "mine"]),  # nothing that IPython puts among them
    ("%auth use base ht|", ["https://api.example.com", "https://h.example"]),
    ("%auth use base.start|", ["startswith"]),  # IPython's own answer
    ("%http --auth base.start|", ["startswith"]),
    ("%auth use f(ba|", []),
    ("%auth use base https://a|", ["https://api.example.com"]),
    ("%auth forget |", ["me"]),
    ("%auth forget --|", ["--all", "--help"]),
    ("%auth forget me |", ["--all", "--help"]),
    ("%auth explain |", URLS),
    ("%auth test |", ["me"]),
    ("%auth test me https://h|", ["https://h.example/old", "https://h.example"]),
    ("%auth test me x |", ["--help"]),
    ("%http |", ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "r <<"]),
    ("%http p|", ["POST", "PUT", "PATCH"]),
    ("%http r|", ["r <<"]),
    ("%http r << p|", ["POST", "PUT", "PATCH"]),
    ("%http r << r|", []),
    ("%http GET |", URLS),
    ("%http https://h|", ["https://h.example/old", "https://h.example"]),
    ("%http GET {{k|", ["key}}"]),
    ("%http GET {{me|", ["me_password}}"]),
    ("%http GET {{$g|", ["$guid}}"]),
    ("%http GET https://h |", []),
    ("%http --ti|", ["--timeout"]),
    ("%http --timeout 3 --ti|", []),
    ("%http --timeout |", []),
    ("%http --auth |", ["me", "none"]),
    ("%http --auth=n|", ["none"]),
    ("%http --auth ba|", ["base"]),  # an expression
    ("%http --session |", ["default", "mine"]),
    ("%http --session mine --auth |", ["none"]),
    ("%http --session mine GET |", ["{{base}}"]),
    ("%http curl -|", []),  # curl's own
    ("%http --quiet curl https://h|", ["https://h.example/old", "https://h.example"]),
    ("%%http |\nGET x", ["r <<"]),
    ("%%http r << |\nGET x", []),
    ("%%http G|\nGET x", []),
    ("%http_history --session d|", ["default"]),
    ("%http_history --har |", ["folder/", "netrc"]),
    ("%http_history 3 --har=n|", ["netrc"]),
]  # fmt: skip


@pytest.mark.parametrize("text, expected", LINES, ids=[text for text, _ in LINES])
def test_lines(known, text, expected):
    """What fits and nothing else, the likeliest first; no value of a secret, no query, no userinfo."""
    offered = words(known.ip, text)

    assert expected == offered
    assert "z9Kq" not in "".join(offered)


@pytest.mark.parametrize("option", HTTP)
def test_every_option_of_http(known, option):
    """For %http and for %%http."""
    assert option in words(known.ip, "%http --|") and option in words(known.ip, "%%http --|\nGET x")


def test_the_cell_reads_on(known):
    """A completed line is a line that works."""
    (line,) = complete(known.ip, "%auth basic https://api.example.com --username ada --password-from env:NBAUTH_T|")
    printed = known.run(line.replace("|", "")).printed

    assert "Basic for https://api.example.com" in printed and "from env:NBAUTH_T_ONE" in printed
