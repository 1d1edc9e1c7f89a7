"""The way of a cell: its text, its requests in order, their responses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .._http import httpx
from ..core.references import ReferenceFailed
from ..core.request_text import RequestDraft, parse_requests, request_names
from ..core.variables import ResolvedRequest
from ..errors import NbauthError, RequestSyntaxError, UnresolvedVariable
from . import blocking, runner
from .named import NamedResponse
from .prepare import Preparer
from .responses import Responses

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop

    from .session import Session

__all__ = ["Cell"]

DEFAULT = httpx.USE_CLIENT_DEFAULT


@dataclass(slots=True)
class Step:
    """What goes out next, and how."""

    request: httpx.Request
    auth: Any
    follow_redirects: bool


class Cell:
    """One run of a cell.

    Args:
        client: The session's client to send with, sync or async.
        variables: What ``{{name}}`` stands for: text, numbers, `Secret`s. The session's logins come after.
        auth: Whatever httpx takes, the name of a login, or None for no auth. A request's own ``# @auth``, and a
            user name and password in its Authorization header, say more and win.
        timeout: Seconds, or httpx's Timeout. A request's own ``# @timeout`` wins.
        follow_redirects: A cell follows redirects, unlike httpx's own default; ``# @no-redirect`` wins.
        check: Raise for a 4xx or 5xx.

    Attributes:
        drafts: The requests as they are written.
        responses: What came, so far.

    Raises:
        RequestSyntaxError: the text holds no requests; nothing was sent.
    """

    def __init__(
        self,
        session: Session,
        text: str,
        client: Any,
        *,
        variables: Mapping[str, Any] | None = None,
        auth: Any = DEFAULT,
        timeout: Any = DEFAULT,
        follow_redirects: bool = True,
        check: bool = False,
    ) -> None:
        self.drafts = parse_requests(text)
        self.responses = Responses()
        self.session, self._client = session, client
        # A login for its name; all else is httpx's to judge.
        self._auth = session._bindings[auth] if isinstance(auth, str) else auth
        self._follow, self._check = follow_redirects, check
        self._names = request_names(self.drafts)
        for draft in self.drafts:
            self._login(draft)
        self._places = {id(draft): index for index, draft in enumerate(self.drafts)}
        self._answered: dict[str, NamedResponse] = {}
        self._at = -1
        self._is_asked = False
        self.preparer = Preparer(session, client, self.drafts, variables or {}, self._find, timeout)

    # -- sending ------------------------------------------------------------------------------------------

    def send(self, *, loop: AbstractEventLoop | None = None) -> httpx.Response | Responses:
        """Send all requests and return the response; where there are several requests, all of them.

        Args:
            loop: An idle loop, for the async client where no loop runs in this thread; see `runner.run`.
        """
        if isinstance(self._client, httpx.AsyncClient):
            with self._failures():
                self._ask()  # here, where an interrupt ends the wait for the keyboard
            try:
                return runner.run(self.asend(), loop=loop)
            except KeyboardInterrupt as exc:
                self.failed(exc)
                raise
        with self._failures():
            for step in self._steps():
                options = {"auth": step.auth, "follow_redirects": step.follow_redirects}
                self._arrived(blocking.send(self.session, step.request, **options))
        return self._result()

    async def asend(self) -> httpx.Response | Responses:
        """Do what `send` does, with an async client."""
        with self._failures():
            for step in self._steps():
                self._arrived(
                    await self._client.send(step.request, auth=step.auth, follow_redirects=step.follow_redirects)
                )
        return self._result()

    def _ask(self) -> None:
        """Ask for what prompts want, when all the rest of the text is known to be right."""
        if self._is_asked:
            return
        self._is_asked = True
        prompts = [draft for draft in self.drafts if draft.directives.prompts]
        if prompts or len(self.drafts) > 1:
            self.check()
        if prompts:
            from .prompts import answers

            self.preparer.answers = answers(prompts, self.preparer.variables, self._defined)

    def _steps(self) -> Iterator[Step]:
        self._ask()
        for index, draft in enumerate(self.drafts):
            self._at = index
            prepared = self.preparer.prepare(draft)
            auth = self.auth_of(draft, prepared.auth)
            if name := self._names[index]:
                self.session.named.begin(name)
            yield Step(prepared.request, auth, self._follow and not draft.directives.no_redirect)

    def _arrived(self, response: httpx.Response) -> None:
        name = self._names[self._at]
        self.responses.add(response, name)
        if name:
            self._answered[name] = self.session.named.add(name, response)
        # Not for a 3xx, which raise_for_status counts as an error too.
        if self._check and response.is_error:
            response.raise_for_status()

    def _result(self) -> httpx.Response | Responses:
        return self.responses[0] if len(self.drafts) == 1 else self.responses

    # -- what is known --------------------------------------------------------------------------------------

    @property
    def _defined(self) -> set[str]:
        return {variable.name for draft in self.drafts for variable in draft.variables}

    def check(self) -> list[tuple[RequestDraft, ResolvedRequest]]:
        """Return the requests with all that can be known before anything is sent; the rest stands as it is written.

        Raises:
            RequestSyntaxError, UnresolvedVariable: a request can never be made as it is written.
        """
        asked = {prompt.name for draft in self.drafts for prompt in draft.directives.prompts}
        self.preparer.answers = {
            name: self.preparer.later() for name in asked if name not in self.preparer.variables
        }
        checked = [(draft, self.preparer.check(draft, self._is_known)) for draft in self.drafts]
        self.preparer.answers = {}
        return checked

    def auth_of(self, draft: RequestDraft, typed: httpx.Auth | None) -> Any:
        """Return the auth of a request: what is written in it wins over what the cell is sent with.

        Raises:
            RequestSyntaxError: two things are written in it.
        """
        asked = draft.directives.auth
        if typed is not None and asked is not None and asked.text != "none":
            raise RequestSyntaxError("both # @auth and a user name and password: which is it?", asked.line)
        if typed is not None:
            return typed
        return self._auth if asked is None else self._login(draft)

    def _is_known(self, name: str, draft: RequestDraft) -> bool:
        """Tell whether a request's answer is there already. Raises ReferenceFailed where it never will be."""
        if name not in self._names:
            self._find(name, draft)
            return True
        other, own = self._names.index(name), self._places[id(draft)]
        if other >= own:
            which = "is this request itself" if other == own else f"comes later, on line {self.drafts[other].line}"
            raise ReferenceFailed(f"the request {name} {which}")
        return False

    def _find(self, name: str, draft: RequestDraft) -> NamedResponse:
        if name in self._names:
            self._is_known(name, draft)
            return self._answered[name]
        named = self.session.named
        if name not in named.names:
            raise ReferenceFailed(_unknown(name, [each for each in (*self._names, *named.names) if each]))
        found = named.get(name)
        if found is None:
            raise ReferenceFailed(f"the request {name} got no response when it was sent last")
        return found

    def _login(self, draft: RequestDraft) -> Any:
        asked = draft.directives.auth
        if asked is None or asked.text == "none":
            return None
        logins = self.session._bindings
        if asked.text not in logins:
            reason = f"# @auth: no login has that name; logins: {', '.join(logins) or 'none'}"
            raise RequestSyntaxError(reason, asked.line, asked.column)
        return logins[asked.text]

    # -- failures -------------------------------------------------------------------------------------------

    @contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        except BaseException as exc:
            self.failed(exc)
            raise

    def failed(self, exc: BaseException) -> None:
        """Put into an error which request failed and which were sent, and the responses that came."""
        if hasattr(exc, "responses"):
            return  # an interrupt comes by twice: out of the task, and out of what ran it
        exc.responses = self.responses  # type: ignore[attr-defined]
        count = len(self.drafts)
        if count == 1 or self._at < 0:
            return
        before, after = self._at, count - self._at - 1
        where = f"request {self._at + 1} of {count}"
        if not isinstance(exc, RequestSyntaxError | UnresolvedVariable):  # these say their line themselves
            where += f" (line {self.drafts[self._at].line})"
        told = [f"{before} {_were(before)} sent before it"] if before else []
        told += [f"{after} {_were(after)} not sent"] if after else []
        if isinstance(exc, NbauthError):
            # The lines with the caret stay below.
            head, newline, rest = exc.message.partition("\n")
            exc.message = f"{where}: {'; '.join([head, ', '.join(told)])}{newline}{rest}"
        else:
            exc.add_note(f"{where}; {', '.join(told)}")


def _were(count: int) -> str:
    return "was" if count == 1 else "were"


def _unknown(name: str, known: list[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, known, n=2)
    if near:
        return f"no request is named {name}; did you mean {' or '.join(near)}?"
    return f"no request is named {name}; named: {', '.join(known) or 'none'}"
