"""keyring: as a source. Which keyrings are asked, and what is asked for."""

from __future__ import annotations

import sys

import keyring
import keyring.core
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.chainer import ChainerBackend
from keyring.credentials import SimpleCredential
from keyring.errors import KeyringLocked

from nbauth.core.secret import Secret
from nbauth.errors import CredentialsNotFound, MissingExtra
from nbauth.wire.credentials import from_source
from nbauth.wire.keyrings import remember

CANARY = 'p+/"&<%é z9'

STORED = {
    ("api", None): "anyone",
    ("api", "ada"): CANARY,
    ("team/api", "ada"): "of the team",
    ("https://api.example/v1", None): "of a URL",
    ("https://api.example/v1", "ada"): "ada's at a URL",
    ("https://api.example/v1/", "bob"): "bob's at a URL",
}


class Safe(KeyringBackend):
    priority = 1
    stored = STORED

    def get_credential(self, service, username):
        value = self.stored.get((service, username))
        return SimpleCredential(username, value) if value else None

    def get_password(self, service, username):
        return self.stored.get((service, username))

    def set_password(self, service, username, password): ...


class PlaintextKeyring(Safe):
    """Called as that of keyrings.alt is."""


class MyKeyring(PlaintextKeyring):
    """Another name hides nothing."""


class UncryptedFileKeyring(Safe):
    """Called as that of old versions of keyring is."""


class EncryptedKeyring(Safe):
    """Called as that of keyrings.alt is, which asks for a password of its own."""


class WinVaultKeyring(Safe):
    """Called as Windows' own is."""


class Wrapper(Safe):
    """Wraps another one, as MultipartKeyringWrapper of keyrings.alt does."""

    def __init__(self, inner):
        super().__init__()
        self._keyring = inner


class Failing(Safe):
    """Fails as they do: locked, or with an error of its system."""

    error: Exception = KeyringLocked("z9Kq")

    def get_credential(self, service, username):
        raise self.error


@pytest.fixture
def use_keyring():
    before = keyring.get_keyring()
    yield keyring.set_keyring
    keyring.set_keyring(before)


@pytest.fixture
def use_chain(use_keyring, monkeypatch):
    """Set up a chain of keyrings, as keyring does where there are several."""

    def use(*backends):
        monkeypatch.setattr(ChainerBackend, "backends", list(backends))
        use_keyring(ChainerBackend())

    return use


@pytest.mark.parametrize(
    "source, username, password",
    [
        ("api/ada", None, CANARY),
        ("api/ada", "bob", CANARY),
        ("api", "ada", CANARY),
        ("api/", "ada", CANARY),
        ("api", None, "anyone"),
        ("api", "", "anyone"),
        ("team/api", "ada", "of the team"),
        ("https://api.example/v1", None, "of a URL"),
        ("https://api.example/v1", "ada", "ada's at a URL"),
        ("https://api.example/v1/ada", None, "ada's at a URL"),
        ("https://api.example/v1/", "bob", "bob's at a URL"),
    ],
)
def test_what_is_asked_for(use_keyring, source, username, password):
    """SERVICE/USER, SERVICE and the login's user, or SERVICE alone; a service may be a URL."""
    use_keyring(Safe())

    assert password == from_source(f"keyring:{source}", "password", username=username).reveal()


@pytest.mark.parametrize(
    "source", ["z9Kq", "z9Kq/ada", "api/z9Kq", "/z9Kq", "https://z9Kq", "https://api.example/v1/z9Kq"]
)
def test_nothing_there(use_keyring, source):
    """What to do, and no word of the name."""
    use_keyring(Safe())
    with pytest.raises(CredentialsNotFound) as caught:
        from_source(f"keyring:{source}", "password")

    assert "password: the keyring has nothing under that name" == str(caught.value)
    assert "store it: keyring set SERVICE USER" == caught.value.hint


def test_a_keyring_that_ignores_the_user(use_keyring):
    """Somebody else's password is not taken; a name in other letters is the same user's."""

    class Ignoring(Safe):
        def get_credential(self, service, username):
            return SimpleCredential("Ada", "pw-of-ada")

    use_keyring(Ignoring())

    assert "pw-of-ada" == from_source("keyring:api/ada", "password").reveal()
    assert "pw-of-ada" == from_source("keyring:api", "password").reveal()
    with pytest.raises(CredentialsNotFound, match="nothing under that name"):
        from_source("keyring:api", "password", username="bob")


@pytest.mark.parametrize("backend", [EncryptedKeyring(), WinVaultKeyring(), Wrapper(Safe())])
def test_a_safe_keyring(use_keyring, backend):
    """Names that sound nearly like an unsafe one, and what wraps a safe one."""
    use_keyring(backend)

    assert CANARY == from_source("keyring:api/ada", "password").reveal()


def of(name):
    """Return keyring's own backend of this name."""
    return __import__(f"keyring.backends.{name}", fromlist=["x"]).Keyring()


@pytest.mark.parametrize(
    "make",
    [
        lambda: of("null"),
        lambda: of("fail"),
        PlaintextKeyring,
        MyKeyring,
        UncryptedFileKeyring,
        lambda: Wrapper(PlaintextKeyring()),
        lambda: Wrapper(Wrapper(of("null"))),
    ],
)
def test_an_unsafe_keyring_is_refused(use_keyring, make):
    """One that keeps nothing, or keeps it in clear, is no keyring; the message says which it is."""
    backend = make()
    use_keyring(backend)
    with pytest.raises(CredentialsNotFound, match="no keyring that keeps secrets safe") as caught:
        from_source("keyring:api/ada", "password")

    assert f"(found: {type(backend).__module__}.{type(backend).__name__})" in str(caught.value)


def test_the_systems_own_keyrings_are_safe():
    """Those of Linux, macOS and Windows that come with keyring, as far as they can be loaded here."""
    from nbauth.wire.keyrings import _is_unsafe

    names = {
        "SecretService": "Keyring",
        "libsecret": "Keyring",
        "kwallet": "DBusKeyring",
        "macOS": "Keyring",
        "Windows": "WinVaultKeyring",
    }
    for module, name in names.items():
        kind = getattr(__import__(f"keyring.backends.{module}", fromlist=["x"]), name)
        assert not _is_unsafe(object.__new__(kind)), module


def test_a_chain(use_chain):
    """The safe ones of it are asked, in their order; a plain-text one that is installed beside them is passed over."""

    other, in_clear = Safe(), PlaintextKeyring()
    other.stored = {("other", "ada"): "of the other one", ("api", "ada"): "asked too late"}
    in_clear.stored = {("clear", "ada"): "in clear", ("api", "ada"): "in clear"}
    use_chain(in_clear, Safe(), other)

    assert [CANARY, "of the other one"] == [
        from_source(f"keyring:{name}/ada", "password").reveal() for name in ("api", "other")
    ]
    with pytest.raises(CredentialsNotFound, match="nothing under that name"):
        from_source("keyring:clear/ada", "password")
    use_chain(in_clear, of("fail"))
    with pytest.raises(CredentialsNotFound, match="no keyring that keeps secrets safe"):
        from_source("keyring:api/ada", "password")


@pytest.mark.parametrize("error", [KeyringLocked("z9Kq"), RuntimeError("z9Kq"), OSError(5, "z9Kq")])
def test_a_keyring_that_fails(use_keyring, error):
    """Locked, or with an error of its own kind: said in one line, without what it quotes."""
    backend = Failing()
    backend.error = error
    use_keyring(backend)
    with pytest.raises(CredentialsNotFound) as caught:
        from_source("keyring:z9Kq/ada", "password")

    assert f"password: the keyring fails: {type(error).__name__}" == str(caught.value)
    assert (
        "z9Kq" not in f"{caught.value} {caught.value.hint} {caught.value.__context__!r} {caught.value.__cause__!r}"
    )


@pytest.mark.parametrize("name", ["nowhere.Keyring", "nodots", "keyring.backends.null.Nope"])
def test_a_keyring_that_is_set_up_wrongly(monkeypatch, name):
    """Not taken for a package that is missing."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", name)
    monkeypatch.setattr(keyring.core, "_keyring_backend", None)
    with pytest.raises(CredentialsNotFound, match="password: the keyring fails: ") as caught:
        from_source("keyring:api/ada", "password")

    assert "keyring diagnose" in caught.value.hint


def test_keyring_is_optional(monkeypatch):
    """Without the package: what to install."""
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(MissingExtra) as caught:
        from_source("keyring:api", "token")

    assert "pip install 'nbauth[keyring]'" == caught.value.hint


class Keeping(Safe):
    """A keyring that keeps what it is given."""

    def __init__(self):
        super().__init__()
        self.stored = {}

    def set_password(self, service, username, password):
        self.stored[service, username] = password


@pytest.mark.parametrize("user", ["ada", "CORP/ada", "a/b/c"])
@pytest.mark.parametrize("service", ["https://api.example", "https://api.example/v1"])
def test_remember(use_keyring, service, user):
    """The source that is returned finds it again."""
    use_keyring(Keeping())
    source = remember(service, user, Secret(CANARY, "password"))

    assert f"keyring:{service}/{user}" == source
    assert CANARY == from_source(source, "password").reveal()


def test_nothing_is_remembered_in_clear(use_keyring):
    """Why not is said, and what to do; the secret is not."""
    kept = type("PlaintextKeyring", (Keeping,), {})()
    use_keyring(kept)
    with pytest.raises(
        CredentialsNotFound, match="not remembered: there is no keyring that keeps secrets safe"
    ) as caught:
        remember("https://api.example", "ada", Secret(CANARY, "password"))
    assert {} == kept.stored and "env:NAME" in caught.value.hint


def test_a_keyring_that_cannot_keep(use_keyring):
    """Its own error, which may quote what it was given, is not shown."""

    class Locked(Keeping):
        def set_password(self, service, username, password):
            raise KeyringLocked(password)

    use_keyring(Locked())
    with pytest.raises(CredentialsNotFound) as caught:
        remember("https://api.example", "ada", Secret(CANARY, "password"))
    assert "not remembered: the keyring fails: KeyringLocked" == str(caught.value)
    assert caught.value.__context__ is None
