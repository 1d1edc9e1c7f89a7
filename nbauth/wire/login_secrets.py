"""The secrets of a session's logins as variables of a cell: ``{{<login>_<field>}}``, for that login's origins.

Those that came with a curl command are among them: ``{{curl_cookie}}``, for the origin of its URL.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from .._http import httpx
from ..core.origin import HostSpace, Origin
from ..core.secret import Secret
from ..errors import InvalidAuth
from .bindings import Login

if TYPE_CHECKING:
    from .session import Session

__all__ = ["LoginSecrets"]


class LoginSecrets(Mapping[str, Secret]):
    """Names to secrets; which login each is of is looked up when it is first asked for."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @cached_property
    def _owners(self) -> dict[str, Login]:
        session = self._session
        return {
            name: login
            for login in session.logins.values()
            if not isinstance(login.space, HostSpace)  # which of a netrc file's passwords depends on the host
            for name in (*login.secrets, *session.vault.learned_from(login.name))
        }

    def check(self, secret: Secret, url: httpx.URL, *, is_named: bool) -> None:
        """Raise InvalidAuth when *secret* is a login's and *url* is not where that login is for.

        *is_named*: the cell has the secret's own name. Otherwise it came out of a response, and only what the login
        itself is made of stays with it: a token that a server hands out goes where the cell says.
        """
        if self._session.vault.get(secret.name) is not secret:
            return
        home = self._session._pasted.origin_of(secret.name)
        if home is not None and home != Origin.of(url):
            raise InvalidAuth(
                f"{{{{{secret.name}}}}} came with a curl command for {home}; this request goes to {Origin.of(url)}",
                hint="such a secret is sent only to where the command was for",
            )
        login = self._owners.get(secret.name)
        if login is None:
            return
        if not is_named and secret.name not in login.secrets:
            return
        if not login.space.covers(Origin.of(url), url.path):
            raise InvalidAuth(
                f"{{{{{secret.name}}}}} is of the login {login.name}, for {login.origin}; this request goes to"
                f" {Origin.of(url)}",
                hint="a secret of a login is sent only to where the login is for",
            )

    def __getitem__(self, name: str) -> Secret:
        if name not in self._owners and self._session._pasted.origin_of(name) is None:
            raise KeyError(name)
        return self._session.vault[name]

    def __iter__(self) -> Iterator[str]:
        return iter([*self._owners, *self._session._pasted.names])

    def __len__(self) -> int:
        return len(list(iter(self)))
