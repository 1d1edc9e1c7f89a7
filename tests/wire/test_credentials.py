"""Where secrets come from; what follows the colon is never quoted."""

from __future__ import annotations

import os
import sys

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.credentials import SimpleCredential

from nbauth.errors import CredentialsNotFound, InvalidField, MissingExtra
from nbauth.wire.credentials import ask, from_source

CANARY = 'p+/"&<%é z9'


@pytest.fixture
def stored(tmp_path):
    path = tmp_path / "secret"
    path.write_text(CANARY + "\n")
    path.chmod(0o600)
    return path


STORED = {("api", None): "anyone", ("api", "ada"): CANARY}


class Safe(KeyringBackend):
    priority = 1

    def get_credential(self, service, username):
        value = STORED.get((service, username))
        return SimpleCredential(username, value) if value else None

    def get_password(self, service, username):
        return STORED.get((service, username))

    def set_password(self, service, username, password): ...


class PlaintextKeyring(Safe):
    pass


@pytest.fixture
def use_keyring():
    before = keyring.get_keyring()
    yield keyring.set_keyring
    keyring.set_keyring(before)


def test_environment(monkeypatch):
    """env:NAME, as it is there."""
    monkeypatch.setenv("TOKEN", CANARY)
    secret = from_source("env:TOKEN", "token")

    assert (CANARY, "token") == (secret.reveal(), secret.name)


def test_file(stored):
    """file:PATH without the line break at its end; ~ is the home directory."""
    assert CANARY == from_source(f"file:{stored}", "token").reveal()
    assert CANARY == from_source(f"file:~/{stored.name}", "token").reveal()


def test_keyring(use_keyring):
    """keyring:SERVICE/USER; without a user, the login's."""
    use_keyring(Safe())

    assert CANARY == from_source("keyring:api/ada", "password").reveal()
    assert CANARY == from_source("keyring:api", "password", username="ada").reveal()
    assert "anyone" == from_source("keyring:api", "token").reveal()
    with pytest.raises(CredentialsNotFound, match="the keyring has nothing under that name"):
        from_source("keyring:z9Kq/ada", "token")


@pytest.mark.parametrize("backend", ["keyring.backends.null.Keyring", "keyring.backends.fail.Keyring", "plain"])
def test_an_unsafe_keyring_is_refused(use_keyring, backend):
    """One that keeps nothing, or keeps it in clear, is no keyring."""
    module, _, name = backend.rpartition(".")
    use_keyring(getattr(__import__(module, fromlist=["x"]), name)() if module else PlaintextKeyring())
    with pytest.raises(CredentialsNotFound, match="no keyring that keeps secrets safe"):
        from_source("keyring:api/ada", "password")


def test_keyring_is_optional(monkeypatch):
    """Without the package: what to install."""
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(MissingExtra) as caught:
        from_source("keyring:api", "token")

    assert "pip install 'nbauth[keyring]'" == caught.value.hint


@pytest.mark.parametrize(
    "source, message",
    [
        ("z9Kq", "--token-from: this is no source; known: env:NAME, file:PATH, keyring:SERVICE[/USER], prompt"),
        ("env:", "--token-from: this is no source"),
        ("prompt:z9Kq", "--token-from: this is no source"),
        ("vault:z9Kq", "--token-from: this is no source"),
        ("env:z9Kq", "token: the environment has no variable of that name"),
        ("env:EMPTY", "token: that variable of the environment is empty"),
        ("env:z9Kq=1\0", "token: the environment has no variable of that name"),
        ("file:z9Kq", "token: that file cannot be read: No such file or directory"),
        ("file:z9Kq\0", "token: that file cannot be read: this is no path"),
        ("file:~", "token: that file cannot be read: Is a directory"),
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
    os.mkfifo(tmp_path / "pipe", 0o600)
    for name, content, mode in (
        ("empty", b"", 0o600),
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
