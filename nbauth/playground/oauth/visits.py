"""Visits: a person signs in and is asked, whether a browser or a device has sent them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..users import is_user
from .authority import Authority
from .clients import SCOPES, Client
from .pages import consent_page, login_page, page
from .refusal import form_of
from .tokens import bounded

__all__ = ["Visit", "Visits"]

SECONDS = 600.0


@dataclass(slots=True)
class Visit:
    """What a person is asked.

    Attributes:
        allowed: What happens when this user says yes, and what the browser is shown then.
        denied: The same for no.
        user: Who has signed in; empty before that.
    """

    client: Client
    scopes: tuple[str, ...]
    end: float
    allowed: Callable[[str], Response]
    denied: Callable[[], Response]
    user: str = ""


class Visits:
    """The visits that are under way, by a number that stands in the forms of each."""

    def __init__(self, authority: Authority) -> None:
        self._authority = authority
        self._open: dict[str, Visit] = {}

    def begun(
        self,
        client: Client,
        scopes: tuple[str, ...],
        allowed: Callable[[str], Response],
        denied: Callable[[], Response],
    ) -> Response:
        """Begin one, and return its first page."""
        end = self._authority.settings.now() + SECONDS
        number = bounded(self._open, Visit(client, scopes, end, allowed, denied))
        return login_page(number, self._authority.users)

    def routes(self) -> list[Route]:
        """Return /authorize/login and /authorize/consent."""

        async def login(request: Request) -> Response:
            """POST by the page: user name and password."""
            form = await form_of(request)
            number, visit = self._found(form)
            if visit is None:
                return _over()
            user, users = form.get("username", ""), self._authority.users
            if not is_user(users, user, form.get("password", "")):
                return login_page(number, users, "This is not a user with that password.")
            visit.user = user
            return consent_page(number, user, visit.client.name, [SCOPES[each] for each in visit.scopes])

        async def consent(request: Request) -> Response:
            """POST by the page: answer=allow or deny."""
            form = await form_of(request)
            number, visit = self._found(form)
            if visit is None or not visit.user:
                return _over()
            del self._open[number]
            return visit.allowed(visit.user) if form.get("answer") == "allow" else visit.denied()

        return [
            Route("/authorize/login", login, methods=["POST"]),
            Route("/authorize/consent", consent, methods=["POST"]),
        ]

    def _found(self, form: dict[str, str]) -> tuple[str, Visit | None]:
        number = form.get("visit", "")
        visit = self._open.get(number)
        return number, visit if visit and self._authority.settings.now() < visit.end else None


def _over() -> Response:
    return page(
        "This is over", "<p>The page was used, or waited too long. Begin anew where you came from.</p>", 400
    )
