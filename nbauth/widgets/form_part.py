"""FormPart: the fields of a login, as a form draws them, and what becomes of what is typed there."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..core.origin import Origin
from ..errors import CredentialsNotFound, InvalidField, InvalidOrigin, NbauthError, NetrcNotFound
from ..registry import Registry
from ..render.card import Card
from ..render.inert import line, short
from ..render.style import frame
from ..render.words import outcome
from ..schemes.netrc import NetRCAuth
from ..wire.bindings import Login, parse_space
from ..wire.blocking import send
from ..wire.failure import in_words
from ..wire.keyrings import remember
from ..wire.log_in import check_name, field_values, notes, plain_note
from ..wire.paths import paths
from ..wire.target import url_problem
from .live import Buffers, Content, Live
from .live import in_words as words
from .secret_field import secret_of

if TYPE_CHECKING:
    from .._http import httpx
    from ..core.secret import Secret
    from ..wire.session import Session

__all__ = ["FormPart", "described"]

MOST_OFFERED, MOST_MACHINES = 50, 200


def described(name: str, scheme: Any) -> Content:
    """Return what a form needs to draw a scheme."""
    fields = [
        {
            "name": field.name,
            "label": field.label,
            "secret": field.secret,
            "default": field.default,
            "help": field.help,
            "choices": list(field.choices),
        }
        for field in scheme.fields
    ]
    return {"name": name, "title": scheme.title, "about": scheme.about, "fields": fields}


class FormPart:
    """The fields of a login in a widget.

    Args:
        owner: The widget.
        origin: Where the login is for; None where it is typed.
        scheme: The one that is shown first.
        schemes: Those that can be chosen; None for all.
        values: What stands in the fields already; never a secret.
        on_login: Called with each login that is made, and what there is to say about it.
    """

    def __init__(
        self,
        owner: Live,
        session: Session,
        on_login: Callable[[Login, list[str]], None],
        *,
        origin: str | None = None,
        scheme: str | None = None,
        schemes: list[str] | None = None,
        values: dict[str, str] | None = None,
        name: str = "",
        tests: bool = True,
    ) -> None:
        self._owner, self._session, self._on_login = owner, session, on_login
        self.origin, self.is_fixed, self._tests = origin or "", origin is not None, tests
        self.values, self.name = values or {}, name
        self._schemes, self._broken = _loaded(schemes)
        self.scheme = scheme or ("basic" if "basic" in self._schemes else next(iter(self._schemes)))
        self.is_making = False
        """While its own login is bound, which its widget learns anyway."""
        self._kept: tuple[tuple[str, str], dict[str, Secret]] | None = None

    def described(self) -> Content:
        """Return what a view needs to draw the form."""
        return {
            "schemes": [described(name, scheme) for name, scheme in self._schemes.items()],
            "scheme": self.scheme,
            "origin": line(self.origin),
            "fixed": self.is_fixed,
            "values": self.values,
            "name": self.name,
            "tests": self._tests,
            "broken": self._broken,
            "netrc": os.environ.get("NETRC") or "~/.netrc",
        }

    def actions(self) -> dict[str, Callable[[Content, Buffers], None]]:
        """Return what the form can ask for."""
        acts: dict[str, Callable[[Content, Buffers], None]] = {
            "login": self._log_in,
            "test": self._test,
            "check": self._check,
            "complete": self._complete,
            "machines": self._machines,
        }
        return {name: self._told(act) for name, act in acts.items()}

    def _told(self, act: Callable[[Content, Buffers], None]) -> Callable[[Content, Buffers], None]:
        """Let the form say what is wrong, and where."""

        def told(content: Content, buffers: Buffers) -> None:
            try:
                act(content, buffers)
            except NbauthError as exc:
                self._owner.tell("said", text=words(exc), level="error", field=_field(exc))

        return told

    # -- what the form asks for ---------------------------------------------------------------------------

    def _log_in(self, content: Content, buffers: Buffers) -> None:
        name = content.get("name") or None
        # All that can be wrong is said before a secret is looked for.
        space = self._space(content)
        check_name(name, "name")
        values, source = self._values(content, buffers)
        said: list[str] = []
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            auth = self._auth(content, values)
        said += [line(str(each.message)) for each in caught]
        if isinstance(auth, NetRCAuth):
            source = f"file:{auth.path}"
        self.is_making = True
        try:
            login = self._session.login(space, auth, name=name, source=source or "form")
        finally:
            self.is_making = False
        self._kept = None
        said += notes(self._session, login)
        said += self._remembered(content, login, values)
        self._on_login(login, said)

    def _remembered(self, content: Content, login: Login, values: dict[str, Any]) -> list[str]:
        said = []
        for field in content.get("remember") or ():
            try:
                source = remember(login.origin, login.username or field, values[field])
                said.append(f"remembered: next time, --{field}-from {source}")
            except NbauthError as exc:
                said.append(words(exc))
        return said

    def _test(self, content: Content, buffers: Buffers) -> None:
        space = parse_space(content.get("origin") or "")
        url = content.get("address") or content["origin"]
        values, _ = self._values(content, buffers)
        auth = self._auth(content, values)
        self.test(url, space, auth, lambda status: self._keep(content, values, status))

    def test(self, url: str, space: Any, auth: Any, then: Callable[[int], bool] = lambda status: False) -> None:
        """Send one request with a login, or what would be one, and show its card; the kernel goes on meanwhile."""
        from .._http import httpx

        problem, hint = url_problem(url)
        if problem:
            raise InvalidField("address", problem, hint=hint)
        address = httpx.URL(url)
        if not space.covers(Origin.of(address), address.path):
            raise InvalidField("address", f"it is not at {space}, where the credentials are for")

        def work() -> None:
            with in_words(self._session):
                request = self._session.client.build_request("GET", address)
                response: httpx.Response = send(self._session, request, auth=auth, follow_redirects=False)
            exchange = response.extensions["nbauth.exchange"]
            is_refused = response.status_code in (401, 403)
            self._owner.tell(
                "tested",
                html=frame(Card(exchange).html()),
                text=f"{outcome(exchange)}: the server {'refuses' if is_refused else 'does not refuse'}",
                level="error" if is_refused else "ok",
                kept=then(response.status_code),
            )

        self._owner.in_background(work)

    def _keep(self, content: Content, values: dict[str, Any], status: int) -> bool:
        """Keep the secret of a test that went well, so that nobody types it twice."""
        typed = {name: values[name] for name in content.get("secrets") or () if name in values}
        self._kept = (_about(content), typed) if typed and status not in (401, 403) else None
        return self._kept is not None

    def _check(self, content: Content, buffers: Buffers) -> None:
        problem = note = ""
        if text := str(content.get("origin") or ""):
            try:
                note = plain_note(str(content.get("scheme")), parse_space(text))
            except InvalidOrigin as exc:
                problem = words(exc)
        self._owner.tell("checked", view=content.get("view"), problem=problem, note=note)

    def _complete(self, content: Content, buffers: Buffers) -> None:
        begin, kind = str(content.get("begin") or ""), content.get("kind")
        words: list[str] = []
        if kind in ("netrc", "file"):
            words = paths(begin or ("~/" if kind == "netrc" else ""), hidden=kind == "netrc")
        elif kind == "env":
            words = sorted(name for name in os.environ if begin.lower() in name.lower())
        self._owner.tell("completed", words=words[:MOST_OFFERED], list=content.get("list"))

    def _machines(self, content: Content, buffers: Buffers) -> None:
        """Say which machines a netrc file has, and which of them is the origin; never a password."""
        values = content.get("values") or {}
        rows, match, problem, more = [], "", "", ""
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                auth = NetRCAuth(values.get("file") or None, default=values.get("default") or "no")
                entries, chosen = auth.entries, None
                origin = str(content.get("origin") or "")
                if origin and not url_problem(origin)[0]:
                    told = auth.explain(origin)
                    chosen, match = told.entry, line(str(told))
                more = f"{len(entries) - MOST_MACHINES} more." if len(entries) > MOST_MACHINES else ""
                rows = [
                    {
                        "machine": "default" if entry.machine is None else short(entry.machine, 100),
                        "login": short(entry.login, 60),
                        "fits": entry is chosen,
                    }
                    for entry in entries[:MOST_MACHINES]
                ]
            except NbauthError as exc:
                problem = short(str(exc), 300)
        said = [line(str(each.message)) for each in caught]
        self._owner.tell("machines", rows=rows, more=more, match=" ".join([*said, match]), problem=problem)

    # -- what was typed -----------------------------------------------------------------------------------

    def _space(self, content: Content) -> str | None:
        """Return the origin of a login; None for a netrc file, which names its machines."""
        if issubclass(self._schemes[content["scheme"]], NetRCAuth):
            return None
        origin = str(content.get("origin") or "")
        parse_space(origin)
        return origin

    def _values(self, content: Content, buffers: Buffers) -> tuple[dict[str, Any], str]:
        scheme = self._schemes[content["scheme"]]
        given = content.get("values") or {}
        # An empty field counts as one that was left out.
        typed = {field.name: given[field.name] for field in scheme.fields if given.get(field.name)}
        for name, index in (content.get("secrets") or {}).items():
            typed[name] = self._secret(content, buffers, index, name)
        return field_values(scheme.fields, typed, content.get("sources") or {}, asks=False)

    def _secret(self, content: Content, buffers: Buffers, index: int, name: str) -> Secret:
        try:
            return secret_of(buffers, index, name)
        except CredentialsNotFound:
            if self._kept is not None and self._kept[0] == _about(content) and name in self._kept[1]:
                return self._kept[1][name]
            raise

    def _auth(self, content: Content, values: dict[str, Any]) -> Any:
        return self._schemes[content["scheme"]](**values)


def _loaded(names: list[str] | None) -> tuple[dict[str, Any], list[str]]:
    """Return these schemes, or all, and why some of them cannot be offered: a broken plugin hurts no other one."""
    known = Registry("scheme")
    schemes, broken = {}, []
    for name in names or list(known):
        try:
            schemes[name] = known[name]
        except NbauthError as exc:
            broken.append(str(exc))
    return schemes, broken


def _about(content: Content) -> tuple[str, str]:
    """Return what a secret was typed for."""
    return str(content.get("scheme")), str(content.get("origin"))


def _field(error: NbauthError) -> str:
    """Return the field that an error is about."""
    match error:
        case InvalidField():
            return error.field.removeprefix("--").removesuffix("-from")
        case InvalidOrigin():
            return "origin"
        case NetrcNotFound():
            return "file"
        case CredentialsNotFound():
            return str(error).partition(":")[0]
    return ""
