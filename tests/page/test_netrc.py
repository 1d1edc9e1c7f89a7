"""httpx's page, section "NetRC authentication"."""

from __future__ import annotations

import netrc
import os

import pytest

import nbauth
from nbauth._http import httpx
from nbauth.errors import InvalidAuth, NetrcSyntaxError

CANARY = "p+/&<%z9"  # in no quotes: Python's netrc module reads a quoted token in its own way

FILE = """\
machine example.org
login example-username
password example-password

machine 127.0.0.1
login ada
password {password}
"""


@pytest.fixture(params=[nbauth, httpx], ids=["nbauth", "httpx"])
def library(request):
    """Whose NetRCAuth: nbauth's, and the HTTP library's own."""
    return request.param


@pytest.fixture
def write(tmp_path):
    """Write a netrc file that only its owner can read, and return its path."""

    def write(name, password, text=FILE):
        path = tmp_path / name
        path.write_text(text.format(password=password))
        path.chmod(0o600)
        return str(path)

    return write


@pytest.fixture
def server(server):
    server.users["ada"] = CANARY
    return server


def test_credentials_are_associated_with_hosts(present, server, write, library):
    """ "When a request is made to a host that is found in the netrc file, the username and password will be
    included using HTTP basic authentication."
    """
    caller = present(library.NetRCAuth(file=write("my.netrc", CANARY)), server.url)

    assert 401 == caller.get(f"{server.url}/basic", auth=None).status_code
    assert 200 == caller.get(f"{server.url}/basic").status_code
    assert httpx.BasicAuth("ada", CANARY)._auth_header == server.seen[-1].headers["authorization"]
    assert ["request"] == caller.purposes
    (shown,) = caller.sent("Authorization")
    assert shown.startswith(f"Basic {{{{{caller.owner}_password")
    assert CANARY not in str(caller.exchange)


@pytest.mark.parametrize("way", ["request", "client"])
def test_other_hosts_get_nothing(connect, server, write, library, way):
    """A host that the file does not name is sent no credentials."""
    auth = library.NetRCAuth(file=write("my.netrc", CANARY, FILE.replace("127.0.0.1", "python-httpx.org")))
    caller = connect(auth=auth) if way == "client" else connect()

    response = caller.get(f"{server.url}/basic", **({"auth": auth} if way == "request" else {}))

    assert 401 == response.status_code
    assert "authorization" not in server.seen[0].headers


def test_the_default_file(present, server, write, library):
    """ "Use the default .netrc file in the users home directory": `httpx.NetRCAuth()`."""
    write(".netrc", CANARY)

    assert 200 == present(library.NetRCAuth(), server.url).get(f"{server.url}/basic").status_code


def test_an_explicit_path(present, server, write, library):
    """ "Use an explicit path to a .netrc file"; the default file is not read then."""
    write(".netrc", "wrong")
    path = write("elsewhere", CANARY)

    assert 200 == present(library.NetRCAuth(file=path), server.url).get(f"{server.url}/basic").status_code


def test_the_environment_variable(present, server, write, library, monkeypatch):
    """ "Use the NETRC environment variable to configure a path to the .netrc file, or fallback to the default." """
    write(".netrc", "wrong")
    monkeypatch.setenv("NETRC", write("elsewhere", CANARY))

    auth = library.NetRCAuth(file=os.environ.get("NETRC"))

    assert 200 == present(auth, server.url).get(f"{server.url}/basic").status_code


def test_the_environment_variable_unset(present, server, write, library, monkeypatch):
    """ "...or fallback to the default": with no NETRC, the sample's `os.environ.get("NETRC")` is None."""
    write(".netrc", CANARY)
    monkeypatch.delenv("NETRC", raising=False)

    auth = library.NetRCAuth(file=os.environ.get("NETRC"))

    assert 200 == present(auth, server.url).get(f"{server.url}/basic").status_code


def test_nbauth_looks_at_the_environment_itself(connect, server, write, monkeypatch):
    """nbauth's `NetRCAuth()` alone uses NETRC, empty counting as unset; httpx's reads ~/.netrc then."""
    write(".netrc", "wrong")
    monkeypatch.setenv("NETRC", write("elsewhere", CANARY))

    assert 200 == connect(auth=nbauth.NetRCAuth()).get(f"{server.url}/basic").status_code
    assert 401 == connect(auth=httpx.NetRCAuth()).get(f"{server.url}/basic").status_code

    write(".netrc", CANARY)
    monkeypatch.setenv("NETRC", "")
    auth = nbauth.NetRCAuth(file=os.environ.get("NETRC"))
    assert 200 == connect(auth=auth).get(f"{server.url}/basic").status_code


def test_it_is_opt_in(connect, server, write, monkeypatch):
    """ "HTTPX can be configured to use a .netrc config file": without `auth=` none is read, whatever trust_env says."""
    write(".netrc", CANARY)
    monkeypatch.setenv("NETRC", write("elsewhere", CANARY))

    assert 401 == connect(trust_env=True).get(f"{server.url}/basic").status_code
    assert "authorization" not in server.seen[0].headers


def test_a_login_for_the_files_own_machines(connect, server, write):
    """A login without an origin is for all hosts that nbauth's file names; httpx's Auth does not tell its hosts."""
    path = write("my.netrc", CANARY)
    caller = connect()
    caller.session.login(None, nbauth.NetRCAuth(path))

    assert 200 == caller.get(f"{server.url}/basic").status_code
    assert "line 5: machine 127.0.0.1" in caller.session.explain(server.url)
    with pytest.raises(InvalidAuth, match="an origin is missing"):
        caller.session.login(None, httpx.NetRCAuth(path))


def test_no_file(library, tmp_path):
    """ "See the documentation there for more details on exceptions that may be raised if the .netrc file is not
    found": `FileNotFoundError`, which nbauth's own error is too.
    """
    with pytest.raises(FileNotFoundError):
        library.NetRCAuth()
    with pytest.raises(FileNotFoundError) as caught:
        library.NetRCAuth(file=str(tmp_path / "none"))

    assert str(tmp_path / "none") in str(caught.value)


def test_a_file_that_cannot_be_parsed(write):
    """ "...or cannot be parsed": `netrc.NetrcParseError` from httpx.

    nbauth's error says file and line as well, and quotes nothing; httpx's quotes the word that it does not know.
    """
    path = write("my.netrc", CANARY, "machine 127.0.0.1\nlogin ada\npasswrod {password}\n")

    with pytest.raises(netrc.NetrcParseError):
        httpx.NetRCAuth(file=path)
    with pytest.raises(NetrcSyntaxError, match=r"my\.netrc, line 3") as caught:
        nbauth.NetRCAuth(file=path)
    assert CANARY not in str(caught.value)
