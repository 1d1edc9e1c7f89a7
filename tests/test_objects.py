"""No nbauth object holds or shows a secret where somebody looks: repr, vars, pickle, copy, json, %store, %whos."""

from __future__ import annotations

import copy
import dataclasses
import json
import pickle
from collections.abc import Iterator, Mapping
from typing import Any

import cloudpickle
import pytest
from wire.canary import CANARY, TOKEN_CANARY, leaks

import nbauth
from nbauth._http import httpx
from nbauth.core.secret import Vault

LEAF = (str, bytes, int, float, bool, type(None))


def netrc(folder) -> nbauth.NetRCAuth:
    path = folder / "netrc"
    path.write_text(f"machine netrc.example login ada password {TOKEN_CANARY}\n")
    path.chmod(0o600)
    return nbauth.NetRCAuth(path)


@pytest.fixture
def session(tmp_path) -> Iterator[nbauth.Session]:
    """A session with a login of every scheme, each of which was used once."""

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.host == "digest.example" and "Authorization" not in request.headers:
            challenge = 'Digest realm="r", nonce="n", algorithm=SHA-256, qop="auth"'
            return httpx.Response(401, headers={"WWW-Authenticate": challenge})
        return httpx.Response(200, json={"it": "works"})

    auths = {
        "basic": nbauth.BasicAuth("ada", CANARY),
        "digest": nbauth.DigestAuth("ada", CANARY),
        "bearer": nbauth.BearerAuth(TOKEN_CANARY),
        "header": nbauth.APIKeyAuth(TOKEN_CANARY, "X-API-Key", "header"),
        "query": nbauth.APIKeyAuth(CANARY, "key", "query"),
        "cookie": nbauth.APIKeyAuth(TOKEN_CANARY.replace('"', ""), "key", "cookie"),
    }
    with nbauth.Session(transport=httpx.MockTransport(answer)) as session:
        for name, auth in auths.items():
            session.login(f"https://{name}.example", auth, name=f"{name}_login")
        session.login(None, netrc(tmp_path))
        for name in (*auths, "netrc"):
            assert 200 == session.client.get(f"https://{name}.example/").status_code
        secret = nbauth.Secret(CANARY, "mine")
        session.run("POST https://cell.example/?k={{mine}}\n\n{{mine}}", variables={"mine": secret})
        yield session


def objects(session: nbauth.Session) -> Iterator[tuple[str, Any]]:
    """Yield all that a session leads to and that is ours or made by us, by name."""
    yield "session", session
    yield "client", session.client
    yield "vault", session.vault
    yield "redactor", session.redactor
    yield "history", session.history
    yield "exchange", session.history[-1]
    yield "leg", session.history[-1].legs[-1]
    yield "secret", nbauth.Secret(CANARY, "password")
    for login in session.logins.values():
        yield f"login {login.name}", login
        yield f"auth of {login.name}", login.auth
        yield (
            f"response of {login.name}",
            session.client.get(f"https://{login.name.removesuffix('_login')}.example/"),
        )


def reachable(start: Any) -> Iterator[Any]:
    """Yield what vars(), slots, items and elements lead to, again and again; no closures, no modules or classes."""
    todo, seen = [start], set()
    while todo:
        value = todo.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        yield value
        if isinstance(value, LEAF) or isinstance(value, type) or (callable(value) and hasattr(value, "__code__")):
            continue
        if isinstance(value, Mapping):
            todo += [*value.keys(), *value.values()]
        elif isinstance(value, (list, tuple, set, frozenset)):
            todo += value
        todo += getattr(value, "__dict__", {}).values()
        slots = (name for kind in type(value).__mro__ for name in getattr(kind, "__slots__", ()))
        todo += [getattr(value, name) for name in slots if hasattr(value, name) and not name.startswith("__")]
        seen.add(id(todo))


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, bytes):
        yield value.decode("latin-1")


def test_nothing_is_there_for_who_looks(session):
    """Everything that attributes and elements lead to, and its repr."""
    found = []
    for name, start in objects(session):
        for value in reachable(start):
            said = [*texts(value), "" if isinstance(value, LEAF) else repr(value)]
            found += [
                (name, type(value).__name__, leak)
                for text in said
                for secret in (CANARY, TOKEN_CANARY)
                for leak in leaks(text, secret)
            ]

    assert [] == sorted(set(found))


def test_the_walk_finds_what_is_there():
    """So that the test above can fail."""

    class Holder:
        def __init__(self):
            self.deep = [{"x": (CANARY,)}]

    assert any(CANARY == value for value in reachable(Holder()))


def test_str_and_format_show_names(session):
    for name, each in objects(session):
        for text in (str(each), f"{each}"):
            assert [] == leaks(text, CANARY) + leaks(text, TOKEN_CANARY), name


@pytest.mark.parametrize("pickler", ["pickle", "cloudpickle"])
def test_what_holds_a_secret_is_not_pickled(session, pickler):
    """Refused in one line that says what it is; what is pickled holds no secret."""
    dumps = pickle.dumps if pickler == "pickle" else cloudpickle.dumps
    refused = []
    for name, each in objects(session):
        try:
            data = dumps(each)
        except TypeError as exc:
            assert "\n" not in str(exc)
            refused.append(name)
        else:
            assert [] == leaks(data, CANARY) + leaks(data, TOKEN_CANARY), name

    assert {"session", "vault", "secret"} <= set(refused)
    assert {f"auth of {name}" for name in session.logins} <= set(refused)
    assert {f"login {name}" for name in session.logins} <= set(refused)
    assert "exchange" not in refused


def test_cloudpickle_of_a_closure_over_a_session(session):
    """A function that uses the session, its client or a Secret, as dask and joblib send them away: refused."""
    client, secret = session.client, nbauth.Secret(CANARY, "mine")
    for closure in (lambda: session.history, lambda: client.get("https://x.example"), lambda: secret.reveal()):
        with pytest.raises(TypeError) as raised:
            cloudpickle.dumps(closure)
        assert [] == leaks(str(raised.value), CANARY)


def test_a_tuple_and_a_dataclass_with_a_secret():
    """What prints its members prints a name."""
    made = dataclasses.make_dataclass("Account", ["user", "password"])("ada", nbauth.Secret(CANARY, "password"))

    assert "Account(user='ada', password={{password}})" == repr(made)
    assert "('ada', {{password}})" == repr(dataclasses.astuple(made))
    assert made.password is copy.deepcopy(made).password


def test_copies_hold_no_more(session):
    """A copy of a secret is the secret; of the others, one that holds none either."""
    secret = nbauth.Secret(CANARY, "password")
    assert secret is copy.copy(secret) is copy.deepcopy(secret)
    exchange = copy.deepcopy(session.history[-1])
    assert [] == [leak for value in reachable(exchange) for text in texts(value) for leak in leaks(text, CANARY)]


def test_json_has_no_form_for_it(session):
    with pytest.raises(TypeError) as raised:
        json.dumps({"password": nbauth.Secret(CANARY, "password")})
    assert [] == leaks(str(raised.value), CANARY)


def test_a_vault_names_what_it_knows():
    vault = Vault()
    vault.add("password", CANARY)
    assert "Vault(password)" == repr(vault)
