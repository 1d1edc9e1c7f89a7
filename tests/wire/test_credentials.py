"""Where secrets come from; what follows the colon is never quoted."""

from __future__ import annotations

import contextlib
import os

import pytest

from nbauth.errors import CredentialsNotFound, InvalidField
from nbauth.wire.credentials import ask, from_source

CANARY = 'p+/"&<%é z9'


@pytest.fixture
def stored(tmp_path):
    path = tmp_path / "secret"
    path.write_text(CANARY + "\n")
    path.chmod(0o600)
    return path


@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\n\n"])
def test_environment(monkeypatch, end):
    """env:NAME without the line breaks at its end, which a file leaves that it was made of."""
    monkeypatch.setenv("TOKEN", CANARY + end)
    secret = from_source("env:TOKEN", "token")

    assert (CANARY, "token") == (secret.reveal(), secret.name)


@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\n\n"])
def test_file(stored, end):
    """file:PATH without the line breaks at its end; ~ is the home directory, and a link leads to its file."""
    stored.write_text(CANARY + end, newline="")
    (stored.parent / "link").symlink_to(stored)

    assert CANARY == from_source(f"file:{stored}", "token").reveal()
    assert CANARY == from_source(f"file:~/{stored.name}", "token").reveal()
    assert CANARY == from_source("file:~/link", "token").reveal()


def test_white_space_of_a_secret_stays(stored, monkeypatch):
    """Only line breaks are taken off, and a mark that says UTF-8."""
    stored.write_bytes(b"\xef\xbb\xbf  a b \n")
    monkeypatch.setenv("TOKEN", "  a b ")

    assert ["  a b ", "  a b "] == [
        from_source(f"{kind}", "x").reveal() for kind in (f"file:{stored}", "env:TOKEN")
    ]


def test_a_file_of_somebody_else(stored, monkeypatch):
    """Who owns it can read it; root's is fine, as what is mounted into a container is."""
    real = os.fstat
    for owner, fine in ((os.geteuid(), True), (0, True), (os.geteuid() + 1, False)):
        monkeypatch.setattr(os, "fstat", lambda number, owner=owner: _owned(real(number), owner))
        if fine:
            assert CANARY == from_source(f"file:{stored}", "token").reveal()
            continue
        with pytest.raises(CredentialsNotFound, match="token: that file is another user's"):
            from_source(f"file:{stored}", "token")


def _owned(status, owner):
    fields = list(status)
    fields[4] = owner
    return os.stat_result(fields)


@pytest.mark.parametrize("mode", [0o640, 0o620, 0o610, 0o604, 0o602, 0o601, 0o777])
def test_a_file_that_others_can_use(stored, mode):
    """In any way; an access control list, which lets one more user in, shows as a right of the group (acl(5))."""
    stored.chmod(mode)
    with pytest.raises(CredentialsNotFound, match="other users can read that file or change it"):
        from_source(f"file:{stored}", "token")


def test_no_file_stays_open(stored, tmp_path):
    """Not one that is read, nor one that is refused."""
    os.mkfifo(tmp_path / "pipe", 0o600)
    before = len(os.listdir("/dev/fd"))
    for name in (stored.name, "pipe", "."):
        with contextlib.suppress(CredentialsNotFound):
            from_source(f"file:~/{name}", "token")

    assert before == len(os.listdir("/dev/fd"))


@pytest.mark.parametrize(
    "source, message",
    [
        ("z9Kq", "--token-from: this is no source; known: env:NAME, file:PATH, keyring:SERVICE[/USER], prompt"),
        ("env:", "--token-from: this is no source"),
        ("prompt:z9Kq", "--token-from: this is no source"),
        ("vault:z9Kq", "--token-from: this is no source"),
        ("env:z9Kq", "token: the environment has no variable of that name"),
        ("env:EMPTY", "token: that variable of the environment is empty"),
        ("env:z9Kq\ud800", "token: the environment has no variable of that name"),
        ("env:BREAK", "token: that variable of the environment is empty"),
        ("env:z9Kq=1\0", "token: the environment has no variable of that name"),
        ("file:z9Kq", "token: that file cannot be read: No such file or directory"),
        ("file:z9Kq\0", "token: that file cannot be read: this is no path"),
        ("file:~", "token: that is a directory"),
        ("file:~/gone", "token: that file cannot be read: No such file or directory"),
        ("file:~/z9Kq/x", "token: that file cannot be read: No such file or directory"),
        ("file:z9Kq\ud800", "token: that file cannot be read: this is no path"),
        ("file:/dev/null", "token: that is no regular file"),
        ("file:~/break", "token: that file is empty"),
        ("file:~/link", "token: other users can read that file or change it"),
        ("file:~/pipe", "token: that is no regular file"),
        ("file:~/empty", "token: that file is empty"),
        ("file:~/open", "token: other users can read that file or change it"),
        ("file:~/binary", "token: that file is no text in UTF-8 of at most 64 KiB"),
        ("file:~/big", "token: that file is no text in UTF-8 of at most 64 KiB"),
    ],
)
def test_refused(tmp_path, monkeypatch, source, message):
    """One line, and no word of what stands after the colon."""
    monkeypatch.setenv("EMPTY", "")
    monkeypatch.setenv("BREAK", "\n")
    (tmp_path / "link").symlink_to(tmp_path / "open")
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe", 0o600)
    for name, content, mode in (
        ("empty", b"", 0o600),
        ("break", b"\r\n", 0o600),
        ("open", b"z9Kq", 0o644),
        ("binary", b"z9Kq\xff", 0o600),
        ("big", b"z" * 70_000, 0o600),
    ):
        (tmp_path / name).write_bytes(content)
        (tmp_path / name).chmod(mode)
    with pytest.raises((CredentialsNotFound, InvalidField)) as caught:
        from_source(source, "token")

    assert str(caught.value).startswith(message)
    assert "z9Kq" not in f"{caught.value} {caught.value.hint} {caught.value.__context__!r}"


def test_a_name_nearly_right(monkeypatch):
    """A variable that is there is offered; it is a name, no secret."""
    monkeypatch.setenv("ADA_PASSWORD", CANARY)
    with pytest.raises(CredentialsNotFound) as caught:
        from_source("env:ADA_PASWORD", "password")

    assert "did you mean env:ADA_PASSWORD?" == caught.value.hint


def test_nobody_can_answer(monkeypatch):
    """Without a terminal nothing waits for input: one line that names the other ways (SURFACE)."""
    with open(os.devnull) as nothing:
        monkeypatch.setattr("sys.stdin", nothing)
        # As where there is no controlling terminal.
        monkeypatch.setattr("os.open", no_terminal(os.open))
        with pytest.raises(CredentialsNotFound) as caught:
            from_source("prompt", "password")
        assert "password: nobody can answer a prompt here" == str(caught.value)
        assert "give --password-from env:NAME or file:PATH or keyring:SERVICE[/USER]" == caught.value.hint
        with pytest.raises(CredentialsNotFound, match="username: nobody can answer a prompt here"):
            ask("User name", "username", hidden=False)


def no_terminal(real):
    def opened(path, *args, **kwargs):
        if path == "/dev/tty":
            raise OSError(6, "No such device or address")
        return real(path, *args, **kwargs)

    return opened


def test_nothing_typed(monkeypatch):
    """An empty answer is no password."""
    monkeypatch.setattr("getpass.getpass", lambda prompt: "")
    with pytest.raises(CredentialsNotFound, match="password: nothing was typed"):
        ask("Password", "password")
