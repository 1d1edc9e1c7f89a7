"""Which credentials a netrc file gives to a request, and what it says about it."""

from __future__ import annotations

import asyncio
import pickle
from base64 import b64decode

import pytest

from nbauth._http import httpx
from nbauth.errors import (
    InvalidField,
    InvalidOrigin,
)
from nbauth.schemes.netrc import NetRCAuth

CANARY = 'p+/"&<%é z9'
QUOTED = '"p+/\\"&<%é z9"'


def sent(auth, url, **extensions):
    """Return the user:password that goes to *url*, or None."""
    request = httpx.Request("GET", url, extensions={"nbauth." + key: value for key, value in extensions.items()})
    (leg,) = auth.sync_auth_flow(request)
    header = leg.headers.get("Authorization")
    return header and b64decode(header.removeprefix("Basic ")).decode()


# Which entry

FILE = """\
machine one.example login alice password a1
machine two.example login alice password a2
machine two.example login bob password b2
machine two.example login bob password later
machine token.example password t
machine empty.example login carol
machine Upper.Example login u password p
machine bücher.example login u password p
machine xn--mnchen-3ya.example login u password p
machine ::1 login six password p
machine [::2] login six password p
machine 127.0.0.1 login four password p
machine port.example:8000 login u password p
"""

WHO = {
    "https://one.example/": "alice:a1",
    "http://one.example:8080/any?path": "alice:a1",  # netrc knows no port and no scheme
    "https://two.example/": "alice:a2",  # the first, as curl
    "https://bob@two.example/": "bob:b2",
    "https://b%6Fb@two.example/": "bob:b2",
    "https://bob:of-the-url@two.example/": "bob:b2",
    "https://alice@two.example/": "alice:a2",
    "https://BOB@two.example/": None,
    "https://carol@two.example/": None,  # CVE-2026-8926: not the password of another user
    "https://bob@one.example/": None,
    "https://:x@one.example/": "alice:a1",
    "https://token.example/": ":t",
    "https://bob@token.example/": None,
    "https://empty.example/": None,
    "https://carol@empty.example/": None,
    "https://unknown.example/": None,
    "https://sub.one.example/": None,
    "https://one.example./": None,
    "https://one.example.evil/": None,
    "https://one-example/": None,
    "https://ONE.EXAMPLE/": "alice:a1",
    "https://upper.example/": "u:p",
    "https://bücher.example/": "u:p",
    "https://xn--bcher-kva.example/": "u:p",
    "https://münchen.example/": "u:p",
    "http://[::1]:8000/": "six:p",
    "http://[::2]/": "six:p",
    "http://127.0.0.1:8000/": "four:p",
    "https://port.example:8000/": None,
    # Look-alikes: the host is what comes after the last @ and before the first of / ? # (CVE-2024-47081).
    "https://one.example:@evil.example/": None,
    "https://one.example@evil.example/": None,
    "https://evil.example/@one.example": None,
    "https://evil.example?@one.example": None,
    "https://evil.example#@one.example": None,
    "https://evil.example%2F@one.example/": None,  # a user called evil.example/ at one.example
}


@pytest.mark.parametrize("url", WHO)
def test_who_is_sent_where(write, url):
    """Hosts match exactly, in any case and in punycode; the URL's user chooses among the logins."""
    assert WHO[url] == sent(NetRCAuth(write(FILE)), url)


DEFAULT = "machine one.example login alice\nmachine two.example login bob password b\ndefault login d password dp\n"


def test_default_is_off_unless_asked_for(write):
    """Any host at all would get it."""
    assert sent(NetRCAuth(write(DEFAULT)), "https://unknown.example/") is None


@pytest.mark.parametrize("yes", [True, "yes"])
def test_default_when_asked_for(write, yes):
    """It answers for hosts that the file does not name, and for their user; not for one without a password."""
    auth = NetRCAuth(write(DEFAULT), default=yes)

    assert auth.uses_default
    assert "d:dp" == sent(auth, "https://unknown.example/")
    assert "d:dp" == sent(auth, "https://d@unknown.example/")
    assert sent(auth, "https://e@unknown.example/") is None
    assert sent(auth, "https://one.example/") is None
    assert "bob:b" == sent(auth, "https://two.example/")


def test_default_never_after_a_redirect(write):
    """The server that redirects would choose who gets it (CVE-2024-11053, CVE-2025-0167); a named host is fine."""
    auth = NetRCAuth(write(DEFAULT), default=True)

    assert sent(auth, "https://unknown.example/", redirected=True) is None
    assert "bob:b" == sent(auth, "https://two.example/", redirected=True)
    assert "d:dp" == sent(auth, "https://unknown.example/", redirected=False)


@pytest.mark.parametrize("no", [False, "no"])
def test_default_off(write, no):
    """`no` is what a form and `%auth --default no` give."""
    assert not NetRCAuth(write(DEFAULT), default=no).uses_default
    assert not NetRCAuth(write("machine a login u"), default=True).uses_default


def test_default_is_yes_or_no(write):
    """Anything else is refused, or a typing mistake would give credentials away."""
    with pytest.raises(InvalidField, match="yes or no"):
        NetRCAuth(write(DEFAULT), default="on")


def test_colon_in_a_login(write):
    """Basic cannot say it (RFC 7617 section 2): file and line are named, for a request to that host only."""
    path = write("machine ftp.example\nlogin a:b password p\nmachine a.example login u password p")

    assert "u:p" == sent(NetRCAuth(path), "https://a.example/")
    with pytest.raises(InvalidField, match=r"my\.netrc, line 1: a colon"):
        sent(NetRCAuth(path), "https://ftp.example/")


def test_quoted_and_non_ascii_passwords_arrive_whole(write):
    """Credentials are UTF-8, quotes and escapes undone."""
    assert f"ü:{CANARY}" == sent(
        NetRCAuth(write(f"machine a.example login ü password {QUOTED}")), "https://a.example/"
    )


def test_machines_and_their_entries(write):
    """The session binds each machine: named once, as an Origin has it."""
    auth = NetRCAuth(write(FILE + "default login d password p"))

    assert (
        "one.example",
        "two.example",
        "token.example",
        "empty.example",
        "upper.example",
        "xn--bcher-kva.example",
        "xn--mnchen-3ya.example",
        "::1",
        "::2",
        "127.0.0.1",
        "port.example:8000",
    ) == auth.machines()
    assert [("alice", 2), ("bob", 3), ("bob", 4)] == [(e.login, e.line) for e in auth.entries_for("TWO.example")]
    assert () == auth.entries_for("unknown.example")


# What it says

SAYS = {
    "https://one.example/": "line 1: machine one.example, login alice: the entry for this host",
    "https://two.example/": "line 2: machine two.example, login alice: the first entry for this host",
    "https://bob@two.example/": "line 3: machine two.example, login bob: the entry for the user in the URL",
    "https://dave@two.example/": "sends nothing: no entry for this host (line 2, 3, 4) is for the user in the URL",
    "https://token.example/": "line 5: machine token.example, no login, only a password: the entry for this host",
    "https://empty.example/": "sends nothing: the entry on line 6 has no password",
    "https://x.example/": "sends nothing: no machine is x.example",
    "http://one.example/": "the entry for this host; over plain http the password is readable on the way",
    "http://127.0.0.1/": "line 12: machine 127.0.0.1, login four: the entry for this host",
}


@pytest.mark.parametrize("url", SAYS)
def test_explain(write, url):
    """Which line answers and why, or why none does; never a password."""
    path = write(FILE)
    text = str(NetRCAuth(path).explain(url))

    assert text.startswith(f"{path}")
    assert text.endswith(SAYS[url])
    assert not [word for word in ("a1", "a2", "b2", "dave") if word in text.replace(str(path), "")]


def test_explain_default(write):
    """The default entry says why it is used, and why not."""
    path = write(DEFAULT)
    on, off = NetRCAuth(path, default=True), NetRCAuth(path)

    url = httpx.URL("https://x.example/")
    assert "line 3: default, login d: no machine is this host, and default was asked for" in str(on.explain(url))
    assert "after a redirect" in str(on.explain(url, redirected=True))
    assert "only with default=True" in str(off.explain(url))


@pytest.mark.parametrize("url", ["", "/path", "https:///x", f"https://u:{CANARY}@h/", "mailto:a@b"])
def test_explain_wants_a_url_with_a_host(write, url):
    """What has no host is refused in one line that quotes nothing."""
    with pytest.raises(InvalidOrigin) as caught:
        NetRCAuth(write(FILE)).explain(url)

    assert "not an origin: there is no host in the URL" == str(caught.value)
    assert caught.value.__context__ is None


# What it keeps to itself


def test_secrets_are_named_for_the_vault(write):
    """One password is `password`; several have their line, and their user for the form in base64."""
    (known,) = NetRCAuth(write(f"machine a login u password {QUOTED}\nmachine b login v")).secrets()
    assert ("password", CANARY, ("u",)) == (known.name, known.secret.reveal(), known.usernames)

    several = "machine a login u password p\nmachine b password q machine c login w password p\ndefault login d password r"
    assert [
        ("password_1", "p", ("u",)),
        ("password_2", "q", ("",)),
        ("password_2_", "p", ("w",)),
        ("password_3", "r", ("d",)),
    ] == [(known.name, known.secret.reveal(), known.usernames) for known in NetRCAuth(write(several)).secrets()]


def test_shows_no_password(write):
    """repr, vars, entries and explanations hold none, and it is not pickled."""
    auth = NetRCAuth(write(f"machine a.example login u password {QUOTED}"))
    shown = f"{auth!r} {vars(auth)} {auth.entries_for('a.example')} {auth.explain('https://a.example')!r}"

    assert not [part for part in ("p+/", "&<%", "z9") if part in shown]
    with pytest.raises(TypeError):
        pickle.dumps(auth)


def test_is_an_httpx_NetRCAuth(write):
    """Code that asks `isinstance(auth, httpx.NetRCAuth)` gets the answer it got before."""
    assert isinstance(NetRCAuth(write("")), httpx.NetRCAuth)


# On the wire


@pytest.mark.parametrize("mode", ["sync", "async"])
def test_in_a_plain_client(write, server, mode):
    """A plain httpx client sends no header to a host without an entry, and the entry's to the one that has it."""
    auth = NetRCAuth(write("machine 127.0.0.1 login user password pass"))
    urls = [server.url.replace("127.0.0.1", "localhost"), server.url]

    async def fetch():
        async with httpx.AsyncClient(auth=auth) as client:
            for url in urls:
                await client.get(url)

    if mode == "async":
        asyncio.run(fetch())
    else:
        with httpx.Client(auth=auth) as client:
            for url in urls:
                client.get(url)

    assert [None, "Basic dXNlcjpwYXNz"] == [authorization for _, _, authorization in server.seen]
