"""%http and %%http."""

from __future__ import annotations

import keyword
import re
from typing import TYPE_CHECKING, Any

from IPython.core.error import UsageError
from IPython.core.magic import Magics, line_cell_magic, magics_class, no_var_expand
from IPython.display import display

from ..errors import NbauthError, RequestFailed
from ..render.inert import short
from ..render.words import outcome
from .failure import in_words
from .line import Line, Option, options_help, parse_line
from .sessions import named_session
from .settings import settings

if TYPE_CHECKING:
    from ..core.record import Exchange
    from ..wire.session import Session

__all__ = ["HttpMagics"]

HTTP_OPTIONS = (
    Option("auth", "NAME|EXPR|none", "A login by its name, a Python expression, or no auth at all."),
    Option("timeout", "S", "Seconds to wait for the server."),
    Option("no-redirects", help="Show a redirect instead of following it."),
    Option("check", help="Stop with an error on a 4xx or 5xx."),
    Option("dry-run", help="Show what would be sent; send nothing."),
    Option("quiet", help="Show nothing."),
    Option("session", "NAME", "Another session: a variable, or a name for nbauth.session(NAME)."),
)

HTTP_USAGE = """\
%http [NAME <<] [OPTIONS] METHOD URL     send one request without a body
%%http [NAME <<] [OPTIONS]               send the request written in the cell:

    POST https://api.example.com/items
        ?page=2
    Content-Type: application/json

    {"name": "{{variable}}"}

NAME << puts the response into a variable instead of showing it."""

HTTP_HELP = f"{HTTP_USAGE}\n\n{options_help(HTTP_OPTIONS)}"

TARGET = re.compile(r"\s*(\S*?)\s*<<(?:\s+|$)")


@magics_class
class HttpMagics(Magics):
    """Send requests."""

    @property
    def _variables(self) -> dict[str, Any]:
        shell: Any = self.shell
        return shell.user_ns  # type: ignore[no-any-return]

    @no_var_expand
    @line_cell_magic
    def http(self, line: str, cell: str | None = None) -> Any:
        name = None
        if found := TARGET.match(line):
            name, line = found[1], line[found.end() :]
            if not name.isidentifier() or keyword.iskeyword(name):
                raise UsageError("what stands before << is a variable's name: %http r << GET URL")
        given = parse_line(line, HTTP_OPTIONS)
        if "help" in given:
            print(HTTP_HELP)
            return None
        if cell is None and not given.words:
            raise UsageError("what to send? %http GET https://example.com (%http -h)")
        if cell is not None and given.words:
            raise UsageError("%%http takes options on its line; METHOD and URL go into the cell")
        return self._send(" ".join(given.words) if cell is None else cell, given, name)

    def _send(self, text: str, given: Line, name: str | None) -> Any:
        from ..wire import cell as wire

        variables = self._variables
        session = named_session(given.get("session"), variables)
        options: dict[str, Any] = {"variables": variables}
        if "auth" in given:
            options["auth"] = self._auth(str(given.get("auth")), session)
        with in_words(session):
            if "dry-run" in given:
                print(wire.dry_run(session, text, **options))
                return None
            if "timeout" in given:
                options["timeout"] = _seconds(str(given.get("timeout")))
            follow = "no-redirects" not in given and settings(self.shell).follow_redirects
            response = wire.run(session, text, follow_redirects=follow, **options)
        if name is not None:
            variables[name] = response
        silent = name is not None or "quiet" in given
        if "check" in given and response.is_error:
            if not silent:
                display(response)  # type: ignore[no-untyped-call]
            exchange: Exchange = response.extensions["nbauth.exchange"]
            sent = exchange.legs[-1].request
            raise RequestFailed(f"{sent.method} {short(sent.url, 200)}: the server answered {outcome(exchange)}")
        return None if silent else response

    def _auth(self, text: str, session: Session) -> Any:
        if text == "none":
            return None
        if text in session.logins:
            return session.logins[text]
        problem = ""
        try:
            auth = eval(text, self._variables)  # noqa: S307 - it is the user's own notebook
            if not isinstance(auth, str):
                return auth
            problem = "it is only text"
        except NbauthError:
            raise
        except Exception as exc:
            problem = type(exc).__name__
        # Outside of the except clause: the message of a NameError quotes the text.
        known = ", ".join(session.logins) or "none"
        raise UsageError(f"--auth: no login has that name, and as Python it fails ({problem}); logins: {known}")

    # What %http? shows.
    http.__doc__ = f"Send a request and show the response.\n\n{HTTP_HELP}"


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < 1e6:
        raise UsageError("--timeout takes seconds: --timeout 2.5")
    return seconds
