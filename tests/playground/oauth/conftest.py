"""A sign-in at the playground, step by step, by a client that knows nothing but the RFCs."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from nbauth import Session, playground
from nbauth._http import httpx

BACK = "http://127.0.0.1:5555/callback"


@dataclass
class Asking:
    """An authorization request of the client notebook; what is given changes its parameters."""

    server: playground.Playground
    changes: dict[str, str | None] = field(default_factory=dict)
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(32))

    @property
    def form(self) -> dict[str, str]:
        digest = sha256(self.verifier.encode()).digest()
        asked: dict[str, str | None] = {
            "response_type": "code",
            "client_id": "notebook",
            "redirect_uri": BACK,
            "state": "a state & more",
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
            **self.changes,
        }
        return {name: value for name, value in asked.items() if value is not None}

    @property
    def url(self) -> str:
        return f"{self.server.url}/authorize?{urlencode(self.form)}"

    def answer(self, who: str = "ada", *, allows: bool = True) -> dict[str, str]:
        """Have somebody sign in; return what the browser brings back."""
        back = self.server.person(who).sign_in(self.url, allows=allows)
        return {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}

    def redeemed(self, client: httpx.Client, code: str, /, **changes: str) -> httpx.Response:
        """Hand a code in."""
        form = {
            "grant_type": "authorization_code",
            "client_id": "notebook",
            "code": code,
            "redirect_uri": BACK,
            "code_verifier": self.verifier,
        }
        return client.post("/token", data=form | changes)

    def tokens(self, client: httpx.Client, who: str = "ada") -> dict[str, str]:
        """Sign in, and return what the token endpoint gives."""
        response = self.redeemed(client, self.answer(who)["code"])
        assert response.status_code == 200, response.text
        found: dict[str, str] = response.json()
        return found


@pytest.fixture(autouse=True)
def as_it_was(running: playground.Playground) -> Iterator[None]:
    """What a test has set is as it was for the next one."""
    yield
    running.oauth.reset()


@pytest.fixture
def asking(server: playground.Playground) -> Callable[..., Asking]:
    """Return an authorization request with these parameters changed, or left out by None."""
    return lambda **changes: Asking(server, changes)


@pytest.fixture
def session() -> Iterator[Session]:
    with Session() as made:
        yield made


def error_of(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["error"]


@pytest.fixture(name="error_of")
def _error_of() -> Callable[[httpx.Response], tuple[int, str]]:
    """Return status and error of a response."""
    return error_of
