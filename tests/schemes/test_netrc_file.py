"""Which netrc file is read, and what is said about one that cannot be."""

from __future__ import annotations

import os
import subprocess
import sys
import warnings

import pytest

from nbauth.errors import (
    CredentialsNotFound,
    InvalidField,
    NbauthError,
    NetrcNotFound,
    NetrcPermissionWarning,
    NetrcSyntaxError,
)
from nbauth.schemes import netrc
from nbauth.schemes.netrc import NetRCAuth

CANARY = 'p+/"&<%é z9'
QUOTED = '"p+/\\"&<%é z9"'


def login(auth):
    """Return the login for a.example, which tells the files of these tests apart."""
    (entry,) = auth.entries_for("a.example")
    return entry.login


def test_default_file_is_in_the_home_directory(write):
    """`httpx.NetRCAuth()` uses ~/.netrc (httpx: NetRC authentication)."""
    write("machine a.example login u password p", ".netrc")

    assert "u" == login(NetRCAuth())


@pytest.mark.parametrize("kind", [str, lambda path: path, os.fsencode, lambda path: f"~/{path.name}"])
def test_explicit_file(write, monkeypatch, kind):
    """A path is a str, bytes or a PathLike, with ~ expanded, and goes before $NETRC."""
    monkeypatch.setenv("NETRC", "/nowhere")
    path = write("machine a.example login u password p")

    assert "u" == login(NetRCAuth(file=kind(path)))


@pytest.mark.parametrize("value", ["{}", "~/env.netrc"])
def test_the_file_that_NETRC_names(write, monkeypatch, value):
    """$NETRC is used without being passed on, and `file=os.environ.get("NETRC")` works as httpx documents it."""
    monkeypatch.setenv("NETRC", value.format(write("machine a.example login u password p", "env.netrc")))

    assert "u" == login(NetRCAuth())
    assert "u" == login(NetRCAuth(file=os.environ.get("NETRC")))


def test_an_empty_NETRC_counts_as_unset(write, monkeypatch):
    """With NETRC='' the default file is used, also when it is passed on."""
    monkeypatch.setenv("NETRC", "")
    write("machine a.example login u password p", ".netrc")

    assert "u" == login(NetRCAuth())
    assert "u" == login(NetRCAuth(file=os.environ.get("NETRC")))


def test_windows_name(write, monkeypatch):
    """On Windows the file may be called _netrc; .netrc goes first (curl)."""
    monkeypatch.setattr(netrc, "NAMES", (".netrc", "_netrc"))
    write("machine a.example login underscore password p", "_netrc")
    assert "underscore" == login(NetRCAuth())

    write("machine a.example login dot password p", ".netrc")
    assert "dot" == login(NetRCAuth())


@pytest.mark.parametrize("kind", [FileNotFoundError, NbauthError, CredentialsNotFound, NetrcNotFound])
def test_no_file(tmp_path, kind):
    """A missing file is httpx's FileNotFoundError and ours, names the path, and says what to do."""
    with pytest.raises(kind) as caught:
        NetRCAuth()

    assert f"there is no netrc file at {tmp_path}/.netrc" == str(caught.value)
    assert "NETRC" in caught.value.hint
    assert str(tmp_path / ".netrc") == caught.value.filename


def test_a_directory(tmp_path):
    """What cannot be read is named, with the system's reason."""
    with pytest.raises(CredentialsNotFound, match="Is a directory") as caught:
        NetRCAuth(tmp_path)

    assert str(tmp_path) in str(caught.value)


def test_a_file_that_may_not_be_read(write):
    """A file without permission is one clear error too. In a child, which gives up root first."""
    path = write("machine a.example login u password p", mode=0)
    path.parent.chmod(0o755)
    code = (
        "import os, sys; from nbauth.schemes.netrc import NetRCAuth; os.getuid() or os.setuid(65534)\n"
        "try: NetRCAuth(sys.argv[1])\n"
        "except Exception as exc: print(type(exc).__name__, exc)"
    )
    # Relative to the folder: those above it belong to somebody else.
    child = subprocess.run([sys.executable, "-c", code, path.name], cwd=path.parent, capture_output=True, text=True)

    assert "CredentialsNotFound the netrc file my.netrc cannot be read: Permission denied\n" == child.stdout


@pytest.mark.parametrize("char", ["\0", "\n", "\x1b", "\x7f", "\x9b", "\u2028", "\u202e"])
@pytest.mark.parametrize("from_environment", [False, True])
def test_control_character_in_the_path(monkeypatch, char, from_environment):
    """A path that writes lines of its own is shown by no error; the field is named."""
    path = f"/nope{char}b"
    if from_environment and char != "\0":
        monkeypatch.setenv("NETRC", path)
        path = ""
    with pytest.raises(InvalidField, match="file: a control character is in the path"):
        NetRCAuth(path)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"machine a login u\npassword " + CANARY.encode("latin-1"), 2),
        (b"\x89PNG\r\n\x1a\n\0", 1),
        (f"machine a\nlogin u\npassword x {CANARY}".encode(), 3),
        (f"machine a\nlogin u\npassword p\0{QUOTED}".encode(), 3),
    ],
)
def test_a_file_that_is_no_netrc_file(write, content, line):
    """Binary, another encoding, broken: file and line, and no word of the file in the error or its context."""
    path = write(content)

    with pytest.raises(NetrcSyntaxError) as caught:
        NetRCAuth(path)

    assert str(caught.value).startswith(f"{path}, line {line}: ")
    assert not [part for part in ("p+/", "&<%", "z9") if part in f"{caught.value} {vars(caught.value)}"]
    assert caught.value.__context__ is None


def test_byte_order_mark(write):
    """A file that Windows' editor saved reads like any other."""
    assert "u" == login(NetRCAuth(write(b"\xef\xbb\xbfmachine a.example login u password p")))


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_a_file_that_others_can_read_warns_once(write, mode):
    """Others can read the passwords: said once per file, with the command that ends it; the file is used."""
    path = write("machine a.example login u password p", "my file", mode)

    with pytest.warns(NetrcPermissionWarning) as caught:
        auth = NetRCAuth(path)
    with warnings.catch_warnings(action="error"):
        NetRCAuth(path)

    assert f"chmod 600 '{path}'" in str(caught[0].message)
    assert __file__ == caught[0].filename
    assert "u" == login(auth)


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_a_private_file_does_not_warn(write, mode):
    """Only its owner can read it: nothing is said."""
    NetRCAuth(write("", mode=mode))
