"""FormPart: the fields of a login, as a form draws them, and what becomes of what is typed there."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..core.origin import HostSpace, Origin
from ..errors import InvalidField, InvalidOrigin, NbauthError
from ..registry import Registry
from ..render.card import Card
from ..render.inert import line, short
from ..render.style import frame
from ..render.words import outcome
from ..schemes.netrc import NetRCAuth, heard
from ..wire.bindings import Login, parse_space
from ..wire.blocking import send
from ..wire.failure import in_words
from ..wire.keyrings import remember
from ..wire.log_in import check_name, notes, plain_note
from ..wire.paths import paths
from ..wire.target import url_problem
from .filled import Filled, Kept, field_of, reaches, read, space_text
from .live import Buffers, Content, Live
from .live import in_words as words

if TYPE_CHECKING:
    from .._http import httpx
    from ..wire.session import Session

__all__ = ["ELSEWHERE", "FormPart", "loaded"]

MOST_OFFERED, MOST_MACHINES = 50, 200
ELSEWHERE = "a netrc file's login goes to its machines, by https or to this machine"


class FormPart:
    """The fields of a login in a widget.

    Args:
        owner: The widget.
        made: Called with what was filled in, its name, and what there is to say about it.
        origin: Where the login is for; None where it is typed.
        scheme: The one that is shown first.
        schemes: Those that can be chosen; None for all.
        values: What stands in the fields already; never a secret.
        tests: Whether it has a button that sends one request.
    """

    def __init__(
        self,
        owner: Live,
        session: Session,
        made: Callable[[Filled, str | None, list[str]], None],
        *,
        origin: str | None = None,
        scheme: str | None = None,
        schemes: list[str] | None = None,
        values: dict[str, str] | None = None,
        name: str = "",
        tests: bool = True,
    ) -> None:
        self._owner, self._session, self._made = owner, session, made
        # As it is compared: what looks like another host is seen to be one.
        self.origin = "" if origin is None else space_text(origin)
        self.is_fixed, self._tests = origin is not None, tests
        self.values, self.name = values or {}, name
        self._schemes, self._broken = loaded(schemes)
        self.scheme = scheme or (
            "basic" if "basic" in self._schemes and schemes is None else next(iter(self._schemes))
        )
        self.kept = Kept()
        self.is_making = False
        """While its own login is bound, which its widget learns anyway."""

    def described(self) -> Content:
        """Return what a view needs to draw the form."""
        return {
            "schemes": [_described(name, scheme) for name, scheme in self._schemes.items()],
            "scheme": self.scheme,
            "origin": self.origin,
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
                # What a page says of a fixed origin does not count.
                act({**content, "origin": self.origin} if self.is_fixed else content, buffers)
            except NbauthError as exc:
                self._owner.say(words(exc), "error", field_of(exc))

        return told

    # -- what the form asks for ---------------------------------------------------------------------------

    def _log_in(self, content: Content, buffers: Buffers) -> None:
        name = str(content.get("name") or "") or None
        check_name(name, "name")
        with heard() as warned:
            filled = read(self._schemes[content["scheme"]], content, buffers, self.kept)
        self.kept.drop()
        self._made(filled, name, [line(each) for each in warned])

    def bind(self, filled: Filled, name: str | None) -> tuple[Login, list[str]]:
        """Bind what was filled in; return the login, and what there is to say about it."""
        self.is_making = True
        try:
            login = self._session.login(filled.origin, filled.auth, name=name, source=filled.source)
        finally:
            self.is_making = False
        return login, [*notes(self._session, login), *self.remembered(filled, login)]

    def remembered(self, filled: Filled, login: Login) -> list[str]:
        """Keep the secrets in a keyring for which that was wanted; return what came of it, in words."""
        said = []
        for field, secret in filled.remember.items():
            try:
                source = remember(login.origin, login.username or field, secret)
                said.append(f"remembered: next time, --{field.replace('_', '-')}-from {source}")
            except NbauthError as exc:
                said.append(words(exc))
        return said

    def _test(self, content: Content, buffers: Buffers) -> None:
        with heard():
            filled = read(self._schemes[content["scheme"]], content, buffers, self.kept)
        url = str(content.get("address") or content.get("origin") or "")
        self.kept.drop()

        def keep(status: int) -> bool:
            return status not in (401, 403) and self.kept.keep(content, filled.values)

        self.test(url, lambda origin, path: reaches(filled, origin, path), _where(filled), filled.auth, keep)

    def test(
        self,
        url: str,
        is_for: Callable[[Origin, str], bool],
        where: str,
        auth: Any,
        then: Callable[[int], bool] = lambda status: False,
    ) -> None:
        """Send one request with a login, or what would be one, and show its card; the kernel goes on meanwhile.

        Args:
            is_for: Whether the login is used at an origin and a path; *where* says it in words.
            then: Called with the status; returns whether the secret is kept for the login.
        """
        from .._http import httpx

        problem, hint = url_problem(url)
        if problem:
            raise InvalidField("address", problem, hint=hint)
        address = httpx.URL(url)
        if not is_for(Origin.of(address), address.path):
            raise InvalidField("address", f"the credentials are not for there: {where}")

        def work() -> None:
            with in_words(self._session):
                request = self._session.client.build_request("GET", address)
                response: httpx.Response = send(self._session, request, auth=auth, follow_redirects=False)
            exchange = response.extensions["nbauth.exchange"]
            is_refused = response.status_code in (401, 403)
            self._owner.answer(
                "tested",
                html=frame(Card(exchange).html()),
                text=f"{outcome(exchange)}: the server {'refuses' if is_refused else 'does not refuse'}",
                level="error" if is_refused else "ok",
                kept=then(response.status_code),
            )

        self._owner.in_background(work)

    def _check(self, content: Content, buffers: Buffers) -> None:
        problem = note = ""
        if text := str(content.get("origin") or ""):
            try:
                note = plain_note(str(content.get("scheme")), parse_space(text))
            except InvalidOrigin as exc:
                problem = words(exc)
        self._owner.answer("checked", problem=problem, note=note)

    def _complete(self, content: Content, buffers: Buffers) -> None:
        begin, kind = str(content.get("begin") or ""), content.get("kind")
        offered: list[str] = []
        if kind in ("netrc", "file"):
            offered = paths(begin or ("~/" if kind == "netrc" else ""), hidden=kind == "netrc")
        elif kind == "env":
            offered = sorted(name for name in os.environ if begin.lower() in name.lower())
        self._owner.answer("completed", words=offered[:MOST_OFFERED], list=content.get("list"))

    def _machines(self, content: Content, buffers: Buffers) -> None:
        """Say which machines a netrc file has, and which of them is the origin; never a password."""
        values = content.get("values") or {}
        rows, match, problem, more = [], "", "", ""
        with heard() as warned:
            try:
                auth = NetRCAuth(values.get("file") or None, default=values.get("default") or "no")
                entries, (chosen, match) = auth.entries, _fitting(auth, str(content.get("origin") or ""))
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
        said = [line(each) for each in warned]
        self._owner.answer("machines", rows=rows, more=more, match=" ".join([*said, match]), problem=problem)


def _fitting(auth: NetRCAuth, origin: str) -> tuple[Any, str]:
    """Return the entry that a netrc file's login would send to an origin, and why, in words."""
    if not origin or url_problem(origin)[0]:
        return None, ""
    told, space = auth.explain(origin), parse_space(origin)
    if space.origin is not None and told.entry is not None and told.entry.machine is not None:
        if not HostSpace(frozenset(auth.machines())).covers(space.origin, space.path):
            return None, f"Nothing is sent there: {ELSEWHERE}."
    return told.entry, line(str(told))


def _where(filled: Filled) -> str:
    return ELSEWHERE if filled.origin is None else f"they are for {space_text(filled.origin)}"


def _described(name: str, scheme: Any) -> Content:
    """Return what a form needs to draw a scheme."""
    fields = [
        {
            "name": field.name,
            "label": field.label,
            "secret": field.secret,
            "default": field.default,
            "help": field.help,
            "choices": list(field.choices),
            "rare": field.is_rare,
        }
        for field in scheme.fields
    ]
    return {"name": name, "title": scheme.title, "about": scheme.about, "fields": fields}


def loaded(names: list[str] | None) -> tuple[dict[str, Any], list[str]]:
    """Return these schemes, or all, and why some of them cannot be offered: a broken plugin hurts no other one."""
    known = Registry("scheme")
    schemes, broken = {}, []
    for name in names or list(known):
        try:
            schemes[name] = known[name]
        except NbauthError as exc:
            broken.append(str(exc))
    return schemes, broken
